/**
 * Serving the play page on this machine.
 *
 * @module
 */
import { PAGE, type SiteFiles } from "./build_page.ts";
import { CONTENT_SECURITY_POLICY } from "./security_policy.ts";

/** The loopback address: no other machine can reach it. */
const LOOPBACK = "127.0.0.1";

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  png: "image/png",
  ico: "image/x-icon",
  safetensors: "application/octet-stream",
};

const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  // Another model or version may be served on the same port. Not "no-store": Chromium reports some
  // fetches with it as aborted although the stream reached its end.
  "cache-control": "no-cache",
};

/** A server that runs. */
export interface PageServer {
  /** Address of the page. */
  readonly url: string;
  /** Resolves when the server has stopped. */
  readonly finished: Promise<void>;
}

/**
 * Serves the files of a site on the loopback address.
 *
 * @param files The files by name.
 * @param options Port, 0 for any free one; the signal stops the server.
 * @returns The running server.
 * @throws {Error} If the port cannot be used.
 */
export function servePage(
  files: SiteFiles,
  { port, signal }: { readonly port: number; readonly signal: AbortSignal },
): PageServer {
  const server: Deno.HttpServer<Deno.NetAddr> = explainPort(port, () =>
    Deno.serve(
      { hostname: LOOPBACK, port, signal, onListen: () => {} },
      (request) => answerRequest(files, request, server.addr.port),
    ));
  return { url: `http://${LOOPBACK}:${server.addr.port}/`, finished: server.finished };
}

/**
 * Checks that a port can be served on, before the work of building a page.
 *
 * @param port The port, 0 for any free one.
 * @throws {Error} If the port cannot be used.
 */
export function checkPort(port: number): void {
  explainPort(port, () => Deno.listen({ hostname: LOOPBACK, port })).close();
}

function explainPort<T>(port: number, listen: () => T): T {
  try {
    return listen();
  } catch (error) {
    if (
      !(error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied)
    ) {
      throw error;
    }
    const state = error instanceof Deno.errors.AddrInUse
      ? "another program uses it"
      : "this user may not use it";
    throw new Error(
      `Cannot serve on port ${port}: ${state}, expected a free port (--port 0 takes any)`,
      { cause: error },
    );
  }
}

/**
 * Answers a request for a file of a site.
 *
 * @param files The files by name.
 * @param request The request.
 * @param port The port that the server listens on.
 * @returns The file; an error for other methods and names, and for requests to another host.
 */
export function answerRequest(
  files: SiteFiles,
  { url, method, headers }: Request,
  port: number,
): Response {
  // A page of another site whose name leads here (DNS rebinding) sends its own name.
  const host = headers.get("host");
  const isOwn = [`${LOOPBACK}:${port}`, `localhost:${port}`].includes(host ?? "");
  if (!isOwn) return refuse(421, "This server answers to itself only.");
  if (method !== "GET" && method !== "HEAD") {
    return refuse(405, "This server has files only.", { allow: "GET, HEAD" });
  }
  const { pathname } = new URL(url);
  const name = pathname === "/" ? PAGE : pathname.slice(1);
  const content = files.get(name);
  if (content === undefined) return refuse(404, "There is no such file.");
  const type = MEDIA_TYPES[name.split(".").at(-1)!] ?? "application/octet-stream";
  return new Response(method === "HEAD" ? null : content, {
    headers: { ...HEADERS, "content-type": type, "content-length": String(content.length) },
  });
}

function refuse(status: number, message: string, headers: Record<string, string> = {}): Response {
  return new Response(`${message}\n`, {
    status,
    headers: { ...HEADERS, "content-type": "text/plain; charset=utf-8", ...headers },
  });
}
