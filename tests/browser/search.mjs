// Asks the search of a built site, as its pages do, and prints as JSON the addresses that it finds: node search.mjs SITE QUESTION…
import {readFileSync} from "node:fs";
import {join} from "node:path";
import vm from "node:vm";

const [site, ...questions] = process.argv.slice(2);
const index = JSON.parse(readFileSync(join(site, "search.json"), "utf8"));
// a worker of the browser: its script has a world of its own, and what is said to it is copied
class Worker {
  constructor(text) {
    this.self = {postMessage: (message) => this.heard({data: structuredClone(message)})};
    vm.runInNewContext(text, {self: this.self, Intl});
  }

  set onmessage(heard) {
    this.heard = heard;
  }

  postMessage(message) {
    this.self.onmessage({data: structuredClone(message)});
  }
}

const window = {}, location = {protocol: "file:"};
class Blob {
  constructor(parts) { this.text = parts.join(""); }
}
vm.runInNewContext(readFileSync(join(site, "words.js"), "utf8"), {window, location, Worker, Blob, URL: {createObjectURL: (blob) => blob.text}});
const search = new window.Worker("assets/javascripts/workers/search.js");
const asked = (message) => new Promise((done) => { search.onmessage = (event) => done(event.data); search.postMessage(message); });

await asked({type: 0, data: index});
// as a page asks while nobody has chosen a tag
const filter = {input: {type: "operator", data: {operator: "and", operands: []}}, aggregation: {input: [{type: "term", data: {field: "tags"}}]}};
const found = {};
for (const input of questions) {
  const {data} = await asked({type: 2, data: {input, filter}});
  found[input] = data.items.map((one) => index.items[one.id].location);
}
console.log(JSON.stringify(found));
