// What a person types is searched in the words of people: without words that say nothing, and with the words of a section
// (docs/words.LANGUAGE.toml) and titles without accents beside its title. They are told to the index only, and not shown.
const told = TOLD;
let known = [];
const bare = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d");
const titled = (one) => [one.title, one.words ?? ""].join(" | ");
// words of people stand there twice: of what matches in a title, the index puts first what matches most often
const indexed = (one) => ({...one, title: [titled(one), one.words ?? "", bare(titled(one))].join(" | ")});

// the index finds what has all words: where nothing has, the most common ones are left out
function asked(input) {
  const has = (text, word) => text.includes(word);
  let words = input.toLowerCase().split(/[\s?!,]+/).filter((word) => word && !told.filler.includes(word));
  while (words.length > 1 && !known.some((text) => words.every((word) => has(text, word)))) {
    const count = (word) => known.filter((text) => has(text, word)).length;
    const most = words.reduce((one, other) => (count(other) > count(one) ? other : one));
    words = words.filter((word) => word !== most);
  }
  return words.join(" ") || input;
}

function inWords({type, data}) {
  if (type === 0) {
    const items = data.items.map(indexed);
    known = items.map((one) => `${one.title} ${one.text}`.toLowerCase());
    return {type, data: {...data, items}};
  }
  return type === 2 && typeof data.input === "string" ? {type, data: {...data, input: asked(data.input)}} : {type, data};
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
};
