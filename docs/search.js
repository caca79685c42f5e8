// What a person types is searched in the words of people: without words that say nothing, and with the words of a section
// (docs/words.LANGUAGE.toml) and titles without accents beside its title. They are told to the index only, and not shown.
const told = TOLD;
let sections = [], weights = [], average = 1;
const bare = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d");
const spaced = (text) => ` ${text.toLowerCase().replace(/<[^>]*>/g, " ").replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")}`;
const titled = (one) => [one.title, one.words ?? ""].join(" | ");
const indexed = (one) => ({...one, title: [titled(one), bare(titled(one))].join(" | ")});

// A question is its words and the pairs of words that follow each other, each with other ways to say it (`same`): the less
// sections have of one, the more it counts; in a title most, in the words of people nearly as much, in a text the more often it
// stands there, and in a short one more than in a long one; the beginning of a word less than a word. What another section of
// the page says of it counts for a third. Most counts the title, or the saying of people, that has the most of the question
// and the least besides.
const stem = (word) => (told.endings && word.length > 4 ? word.replace(new RegExp(told.endings), "") : word);
const stems = (text) => ` ${spaced(text).trim().split(" ").map(stem).join(" ")} `;
const fillers = [...told.filler, ...told.filler.map(bare)];
const meant = (text) => [...new Set(spaced(text).trim().split(" ").filter((word) => word && !fillers.includes(word)).map(stem))];
const same = told.same.map((group) => group.split(", ").map((one) => stems(one).trim()));
const has = (section, term) => {
  const titled = section.title.includes(` ${term}`), named = section.names.includes(` ${term}`), inText = section.text.includes(` ${term}`);
  const times = inText ? section.text.split(` ${term}`).length - 1 : 0;
  const often = (2.2 * times) / (times + 0.84 + (0.36 * section.text.length) / average);
  const whole = (named && section.names.includes(` ${term} `)) || (inText && section.text.includes(` ${term} `));
  return Math.max(titled ? 2.75 : 0, named ? 2.5 : 0, often) * (whole ? 1 : 0.4);
};
const said = (section, ways) => Math.max(...ways.map((way, place) => has(section, way) * (place ? 0.4 : 1)));
// what a person asks is seldom what one code or one function is for
const kept = (at) => (at.includes("/diagnostics/") ? 0.85 : at.includes("/api.") ? 0.6 : 1);
const around = (everywhere) => everywhere.map((own, place) => own + 0.3 * Math.max(0, ...sections[place].beside.map((one) => everywhere[one])));
const asks = (saying) => {
  const met = saying.map((word) => weights.find(({ways}) => ways.includes(word))).filter(Boolean);
  return met.reduce((sum, {ways, weight}) => sum + weight * (saying.includes(ways[0]) ? 1 : 0.4), 0) * met.length / saying.length;
};
const score = (place) => {
  const {at, sayings} = sections[place];
  return (weights.reduce((sum, term) => sum + term.weight * term.said[place], 0) + 3 * Math.max(0, ...sayings.map(asks))) * kept(at);
};

// the index is asked for whatever has one of the words, and what it finds is ordered here
function asked(input) {
  const plain = input === bare(input), filler = plain ? told.filler.map(bare) : told.filler;
  const all = spaced(input).trim().split(" "), words = all.filter((word) => !filler.includes(word)).map(stem);
  const whole = ` ${all.map(stem).join(" ")} `, own = (text) => (plain ? bare(text) : text);
  const groups = same.map((group) => group.map(own)).filter((group) => group.some((way) => whole.includes(` ${way} `)));
  const within = (term) => groups.filter((group) => group.includes(term)).flat();
  const pairs = words.slice(1).map((word, place) => `${words[place]} ${word}`);
  const phrases = groups.flat().filter((way) => way.includes(" ") && whole.includes(` ${way} `));
  weights = [...new Set([...words, ...pairs, ...phrases])].map((term) => {
    const ways = [...new Set([term, ...within(term)])], everywhere = sections.map((section) => said(section, ways));
    const spread = everywhere.reduce((sum, one) => sum + Math.min(1, one / 3.5), 0);
    const weight = spread && Math.log(Math.max(1, (sections.length + 1) / spread)) ** 0.7 * (term.includes(" ") ? 0.5 : 1);
    return {ways, weight, said: around(everywhere)};
  }).filter(({weight}) => weight);
  return [...new Set(weights.flatMap(({ways}) => ways.flatMap((way) => way.split(" "))))].join(" ") || input;
}

function inWords({type, data}) {
  if (type === 0) {
    const items = data.items.map(indexed);
    sections = data.items.map((one, place) => ({
      title: stems(`${one.title} | ${bare(one.title)}`), names: stems(items[place].title), text: stems(one.text), at: one.location.split("#")[0],
    }));
    sections.forEach((one, place) => {
      const sayings = `${data.items[place].title},${data.items[place].words ?? ""}`;
      one.sayings = `${sayings},${bare(sayings)}`.split(",").map(meant).filter((saying) => saying.length);
      one.beside = [...sections.keys()].filter((at) => at !== place && sections[at].at === one.at);
    });
    average = sections.reduce((sum, one) => sum + one.text.length, 0) / sections.length;
    return {type, data: {...data, items}};
  }
  return type === 2 && typeof data.input === "string" ? {type, data: {...data, input: asked(data.input)}} : {type, data};
}

// of the sections of one page the best one comes first, and the others below the best ones of other pages that are nearly as good
function ordered({type, data}) {
  if (type !== 3) return {type, data};
  const scored = data.items.map((item) => ({item, worth: score(item.id)})).sort((one, other) => other.worth - one.worth);
  const pages = new Set();
  for (const one of scored) {
    const {at} = sections[one.item.id];
    if (pages.has(at)) one.worth *= 0.4;
    pages.add(at);
  }
  const items = scored.sort((one, other) => other.worth - one.worth).slice(0, 30).map(({item}) => item);
  return {type, data: {...data, items, pagination: {total: items.length}}};
}

const Own = Worker;
// where the pages lie in a folder a browser starts no worker from a file, so that the search needs its text
const fromText = () => URL.createObjectURL(new Blob([told.worker], {type: "text/javascript"}));
window.Worker = class extends Own {
  constructor(address, options) {
    const searches = String(address).includes("/workers/search.");
    super(searches && location.protocol === "file:" ? fromText() : address, options);
    this.searches = searches;
  }

  postMessage(message, ...more) {
    super.postMessage(this.searches ? inWords(message) : message, ...more);
  }

  set onmessage(heard) {
    super.onmessage = this.searches ? (event) => heard({data: ordered(event.data)}) : heard;
  }
};
