import assert from "node:assert/strict";
import { answerRequest } from "../../../lib/play/site/serve_page.ts";

const PORT = 8321;
const bytes = (text: string) => new TextEncoder().encode(text);
const files = new Map([
  ["index.html", bytes("<!doctype html>")],
  ["main.js", bytes("1")],
  ["page.css", bytes("a{}")],
  ["icon.svg", bytes("<svg/>")],
  ["directions.json", bytes("{}")],
  ["weights.safetensors", bytes("model")],
]);

function request(path: string, host = `127.0.0.1:${PORT}`, init: RequestInit = {}): Response {
  const headers = host === "" ? {} : { host };
  const url = new URL(`http://127.0.0.1:${PORT}${path}`);
  return answerRequest(files, new Request(url, { headers, ...init }), PORT);
}

Deno.test("answerRequest() serves each file with its media type and a strict policy", async () => {
  for (
    const [path, type] of [
      ["/", "text/html; charset=utf-8"],
      ["/index.html", "text/html; charset=utf-8"],
      ["/main.js", "text/javascript; charset=utf-8"],
      ["/page.css", "text/css; charset=utf-8"],
      ["/icon.svg", "image/svg+xml"],
      ["/directions.json", "application/json"],
      ["/weights.safetensors?version=2", "application/octet-stream"],
    ] as const
  ) {
    const response = request(path);
    assert.equal(response.status, 200, path);
    assert.equal(response.headers.get("content-type"), type);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.match(response.headers.get("content-security-policy")!, /^default-src 'none'; /);
    assert.equal((await response.bytes()).length, Number(response.headers.get("content-length")));
  }
});

Deno.test("answerRequest() refuses requests that were meant for another host", () => {
  for (const host of ["evil.example", `evil.example:${PORT}`, "127.0.0.1:80", "127.0.0.1", ""]) {
    assert.equal(request("/", host).status, 421, host);
  }
  assert.equal(request("/", `localhost:${PORT}`).status, 200);
});

Deno.test("answerRequest() has nothing but the files of the page", () => {
  for (
    const path of [
      "/../deno.json",
      "/%2e%2e/deno.json",
      "/..%2fdeno.json",
      "/%2fetc%2fpasswd",
      "//etc/passwd",
      "/lib/play/site/serve_page.ts",
      "/main.js/",
      "/__proto__",
      "/%00",
    ]
  ) assert.equal(request(path).status, 404, path);
});

Deno.test("answerRequest() changes nothing", () => {
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
    assert.equal(request("/", undefined, { method }).status, 405);
  }
  const head = request("/main.js", undefined, { method: "HEAD" });
  assert.deepEqual([head.status, head.body], [200, null]);
});

// Tests may not listen; a program of its own may.
const TAKEN_PORT = `
import { checkPort } from ${
  JSON.stringify(import.meta.resolve("../../../lib/play/site/serve_page.ts"))
};
const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
const { port } = listener.addr;
try {
  checkPort(port);
} catch (error) {
  console.log(error.message.replace(port, "N"));
}
listener.close();
checkPort(port);
Deno.listen({ hostname: "127.0.0.1", port }).close();
console.log("free");
`;

Deno.test("checkPort() refuses a port that another program uses, and leaves a free one free", async () => {
  const command = new Deno.Command(Deno.execPath(), { args: ["eval", "--no-check", TAKEN_PORT] });
  const { stdout, stderr } = await command.output();
  assert.equal(
    new TextDecoder().decode(stdout),
    "Cannot serve on port N: another program uses it, expected a free port (--port 0 takes any)\n" +
      "free\n",
    new TextDecoder().decode(stderr),
  );
});
