// What a person types is searched in the words of people: without words that say nothing, and with the words of a section
// (docs/words.LANGUAGE.toml) and titles without accents beside its title. They are told to the index only, and not shown.
const told = TOLD;
let sections = [], weights = [], average = 1;
const bare = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d");
const spaced = (text) => ` ${text.toLowerCase().replace(/<[^>]*>/g, " ").replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")}`;
const titled = (one) => [one.title, one.words ?? ""].join(" | ");
// words of people stand there twice: of what matches in a title, the index puts first what matches most often
const indexed = (one) => ({...one, title: [titled(one), one.words ?? "", bare(titled(one))].join(" | ")});

// A question is its words and the pairs of words that follow each other, each with other ways to say it (`same`): the fewer
// sections have one, the more it counts; in a title or the words of people most, in the title of the page more than in a text;
// there the more often it stands, and in a short text more than in a long one; the beginning of a word less than a word.
const stem = (word) => (told.endings && word.length > 4 ? word.replace(new RegExp(told.endings), "") : word);
const stems = (text) => ` ${spaced(text).trim().split(" ").map(stem).join(" ")} `;
const same = told.same.map((group) => group.split(", ").map((one) => stems(one).trim()));
const has = (section, term) => {
  const named = section.names.includes(` ${term}`), inText = section.text.includes(` ${term}`);
  const times = inText ? section.text.split(` ${term}`).length - 1 : 0;
  const often = (2.2 * times) / (times + 0.84 + (0.36 * section.text.length) / average);
  const whole = (named && section.names.includes(` ${term} `)) || (inText && section.text.includes(` ${term} `));
  return Math.max(named ? 3 : 0, section.page.includes(` ${term}`) ? 1.5 : 0, often) * (whole ? 1 : 0.7);
};
const said = (section, ways) => Math.max(...ways.map((way, place) => has(section, way) * (place ? 0.7 : 1)));
// what a person asks is seldom what one code or one function is for
const kept = (at) => (at.includes("/diagnostics/") ? 0.85 : at.includes("/api.") ? 0.6 : 1);
const worth = (terms, of) => terms.reduce((sum, term) => sum + term.weight * of(term), 0);
// a section that has more of the words is worth more than one that has few of them often
const score = (place) => {
  const words = weights.filter(({single}) => single), of = worth(words, () => 1) || 1;
  return worth(weights, (term) => term.said[place]) * (0.7 + 0.3 * worth(words, (term) => (term.said[place] ? 1 : 0)) / of) * kept(sections[place].at);
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
    const weight = Math.log((sections.length + 1) / everywhere.filter(Boolean).length) * (term.includes(" ") ? 0.6 : 1);
    return {ways, weight, said: everywhere, single: !term.includes(" ")};
  }).filter(({weight}) => weight < Infinity);
  return [...new Set(weights.flatMap(({ways}) => ways.flatMap((way) => way.split(" "))))].join(" ") || input;
}

function inWords({type, data}) {
  if (type === 0) {
    const items = data.items.map(indexed);
    sections = items.map((one) => ({names: stems(one.title), text: stems(one.text), page: stems(one.path.at(-1)), at: one.location.split("#")[0]}));
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
