/** Checks that hold for every page, without a browser. */
import assert from "node:assert/strict";
import { decodeImage } from "../../lib/image/codecs/decode.ts";

const VOID = new Set(["meta", "input", "br"]);
/** Elements whose content is text to a parser, whatever it holds. */
const RAW = /<(script|style)\b([^>]*)>[\s\S]*?<\/\1>/g;

/** The start and end tags of a page in order; asserts that they are balanced. */
export function tagsOf(html: string): string[] {
  const tags = html.replace(RAW, "<$1$2></$1>").match(/<\/?[a-z][^<>]*>/gi) ?? [];
  const open: string[] = [];
  for (const tag of tags) {
    const name = /^<\/?([a-z0-9]+)/i.exec(tag)![1]!.toLowerCase();
    if (tag.startsWith("</")) assert.equal(open.pop(), name, `${tag} closes another element`);
    else if (!VOID.has(name) && !tag.endsWith("/>")) open.push(name);
  }
  assert.deepEqual(open, []);
  return tags;
}

function attributesOf(tags: readonly string[], name: string): string[] {
  const pattern = new RegExp(`\\s${name}="([^"]*)"`);
  return tags.flatMap((tag) => {
    const value = pattern.exec(tag)?.[1];
    return value === undefined ? [] : [value];
  });
}

/** Asserts that a page is whole: references, labels, images, and nothing from elsewhere. */
export async function checkPage(html: string): Promise<void> {
  assert.match(html, /^<!DOCTYPE html>\n<html lang="en"/);
  const tags = tagsOf(html);
  const ids = attributesOf(tags, "id");
  assert.deepEqual(ids, [...new Set(ids)], "ids are unique");
  const references = [
    ...attributesOf(tags, "for"),
    ...attributesOf(tags, "aria-labelledby"),
    ...attributesOf(tags, "aria-activedescendant"),
    ...attributesOf(tags, "data-for"),
    ...attributesOf(tags, "href").filter((href) => href.startsWith("#")).map((href) =>
      href.slice(1)
    ),
  ];
  for (const id of references) assert.ok(ids.includes(id), `nothing has the id "${id}"`);
  for (const tag of tags) {
    if (/ role="(?:img|listbox|option|region)"/.test(tag)) {
      assert.match(tag, / aria-label="[^"]+"/);
    }
    if (/^<svg/.test(tag)) assert.match(tag, / aria-hidden="true"| role="(?:img|listbox)"/);
    if (/^<input/.test(tag)) {
      const id = / id="([^"]+)"/.exec(tag)![1];
      assert.ok(html.includes(`for="${id}"`) || /<label><input/.test(html), `${tag} has a label`);
    }
  }
  for (const href of [...attributesOf(tags, "href"), ...attributesOf(tags, "src")]) {
    assert.match(href, /^(?:#|data:image\/png;base64,)/);
  }
  await checkImages(html, tags);
  for (const [, json] of html.matchAll(/<script type="application\/json"[^>]*>(.*?)<\/script>/gs)) {
    JSON.parse(json!);
  }
}

async function checkImages(html: string, tags: readonly string[]): Promise<void> {
  for (const tag of tags.filter((tag) => tag.startsWith("<image"))) {
    const [uri] = attributesOf([tag], "href");
    const { height, width } = await decodeImage(bytesOf(uri!));
    assert.deepEqual([String(height), String(width)], [
      attributesOf([tag], "height")[0],
      attributesOf([tag], "width")[0],
    ]);
  }
  const uris = html.match(/data:image\/png;base64,[A-Za-z0-9+/=]+/g) ?? [];
  assert.ok(uris.length > 0, "a page has images");
  for (const uri of uris) assert.ok((await decodeImage(bytesOf(uri))).data.length > 0);
}

function bytesOf(uri: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(uri.slice(uri.indexOf(",") + 1));
}
