// What a person types is searched in the words of people: without words that say nothing, and with the words of a section
// (docs/words.LANGUAGE.toml) and titles without accents beside its title. They are told to the index only, and not shown.
const told = TOLD;
let sections = [], weights = [];
const bare = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d");
const spaced = (text) => ` ${text.toLowerCase().replace(/<[^>]*>/g, " ").replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")}`;
const titled = (one) => [one.title, one.words ?? ""].join(" | ");
// words of people stand there twice: of what matches in a title, the index puts first what matches most often
const indexed = (one) => ({...one, title: [titled(one), one.words ?? "", bare(titled(one))].join(" | ")});

// a word counts for more the fewer sections have it, and for three times as much in a title
const has = (section, word) => (section.names.includes(` ${word}`) ? 3 : Number(section.text.includes(` ${word}`)));
const score = (section) => weights.reduce((sum, [word, weight]) => sum + weight * has(section, word), 0);

// the index finds what has all words, and few sections have all words of a question: it is asked for those that the best one has
function asked(input) {
  const filler = input === bare(input) ? told.filler.map(bare) : told.filler;
  const words = [...new Set(spaced(input).trim().split(" "))].filter((word) => !filler.includes(word));
  const count = (word) => sections.filter((section) => has(section, word)).length;
  weights = words.filter(count).map((word) => [word, Math.log((sections.length + 1) / count(word))]);
  const best = sections.reduce((one, other) => (score(other) > score(one) ? other : one));
  return weights.filter(([word]) => has(best, word)).map(([word]) => word).join(" ") || words.join(" ") || input;
}

function inWords({type, data}) {
  if (type === 0) {
    const items = data.items.map(indexed);
    sections = items.map((one) => ({names: spaced(one.title), text: spaced(one.text)}));
    return {type, data: {...data, items}};
  }
  return type === 2 && typeof data.input === "string" ? {type, data: {...data, input: asked(data.input)}} : {type, data};
}

function ordered({type, data}) {
  if (type !== 3) return {type, data};
  return {type, data: {...data, items: [...data.items].sort((one, other) => score(sections[other.id]) - score(sections[one.id]))}};
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
