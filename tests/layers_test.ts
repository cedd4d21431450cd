import assert from "node:assert/strict";
import settings from "../deno.json" with { type: "json" };

/** What each folder of lib may import, beside itself and the files directly in lib. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  files: [],
  image: [],
  strokes: ["image"],
  dataset: ["strokes", "image", "files"],
  backend: [],
  model: ["strokes", "image"],
  training: ["model", "dataset", "strokes", "image", "files"],
  generation: ["training", "model", "backend", "strokes", "image", "files"],
  evaluation: ["training", "model", "dataset", "strokes", "image"],
  report: ["evaluation", "training", "model", "dataset", "strokes", "image", "files"],
  play: ["generation", "training", "model", "backend", "dataset", "strokes", "image", "files"],
  cli: [
    ...["play", "report", "evaluation", "generation", "training", "model", "backend", "dataset"],
    ...["strokes", "image", "files"],
  ],
};

const ROOT = new URL("../", import.meta.url).href;

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly specifier: string;
    readonly code?: { readonly specifier?: string };
    readonly type?: { readonly specifier?: string };
  }[];
}

async function readModules(entry: string): Promise<Module[]> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entry],
    cwd: new URL(ROOT),
    stderr: "inherit",
  }).output();
  assert.ok(success, `deno info ${entry} failed`);
  return JSON.parse(new TextDecoder().decode(stdout)).modules;
}

/** The folder of lib that a module is in; "" for one directly in lib; undefined outside. */
function layerOf(specifier: string): string | undefined {
  const match = /^lib\/(?:([a-z]+)\/)?/.exec(
    specifier.slice(specifier.startsWith(ROOT) ? ROOT.length : 0),
  );
  return match ? match[1] ?? "" : undefined;
}

/** All modules that an entry of this package reaches. */
const modules = [
  ...new Map(
    (await Promise.all(Object.values(settings.exports).map(readModules))).flat()
      .map((module) => [module.specifier, module]),
  ).values(),
];

function* edges(): Generator<{ from: string; to: string; written: string }> {
  for (const { specifier: from, dependencies } of modules) {
    if (!from.startsWith(ROOT)) continue;
    for (const { specifier: written, code, type } of dependencies ?? []) {
      for (const to of [code?.specifier, type?.specifier]) {
        if (to !== undefined) yield { from, to, written };
      }
    }
  }
}

Deno.test("lib imports run one way, down the layers", () => {
  let checked = 0;
  for (const { from, to } of edges()) {
    const [source, target] = [layerOf(from), layerOf(to)];
    if (!source || !target || source === target) continue;
    checked++;
    assert.ok(LAYERS[source]?.includes(target), `${from} must not import ${to}`);
  }
  assert.ok(checked > 20, `only ${checked} imports between layers were found`);
});

/** Modules of lib that import each other in a circle, types included. */
function importCircles(): string[] {
  const imports = new Map<string, Set<string>>();
  for (const { from, to } of edges()) {
    if (layerOf(from) === undefined || layerOf(to) === undefined) continue;
    imports.set(from, (imports.get(from) ?? new Set()).add(to));
  }
  const circles: string[] = [];
  const finished = new Set<string>();
  const visit = (module: string, path: readonly string[]) => {
    const start = path.indexOf(module);
    if (start >= 0) {
      const circle = [...path.slice(start), module];
      circles.push(circle.map((specifier) => specifier.slice(ROOT.length)).join(" -> "));
    }
    if (start >= 0 || finished.has(module)) return;
    for (const target of imports.get(module) ?? []) visit(target, [...path, module]);
    finished.add(module);
  };
  for (const module of imports.keys()) visit(module, []);
  return circles;
}

Deno.test("no modules of lib import each other in a circle, not even types", () => {
  assert.deepEqual(importCircles(), []);
});

Deno.test("lib/image and lib/strokes know neither tfjs nor Deno, and of Node only its zlib", async () => {
  for (const { from, written } of edges()) {
    if (!["image", "strokes"].includes(layerOf(from) ?? "")) continue;
    assert.ok(
      !written.startsWith("@tensorflow") &&
        (!written.startsWith("node:") || written === "node:zlib"),
      `${from}: ${written}`,
    );
  }
  for (const { specifier } of modules) {
    if (!["image", "strokes"].includes(layerOf(specifier) ?? "")) continue;
    const source = await Deno.readTextFile(new URL(specifier));
    assert.doesNotMatch(source, /\bDeno\./, specifier);
  }
});

Deno.test("only lib/cli and the scripts print, read arguments or exit", async () => {
  for (const { specifier } of modules) {
    const layer = layerOf(specifier);
    if (layer === undefined || layer === "cli") continue;
    const source = (await Deno.readTextFile(new URL(specifier))).replace(
      /^\s*(\/?\*|\/\/).*$/gm,
      "",
    );
    assert.doesNotMatch(source, /\bconsole\.|Deno\.(args|exit)\b/, specifier);
  }
});

Deno.test("nothing imports from an address that CI cannot reach", () => {
  for (const { written } of edges()) assert.doesNotMatch(written, /^(https?|jsr):/, written);
});
