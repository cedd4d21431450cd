/**
 * What the play page may load and run.
 *
 * @module
 */

/** The page runs its own scripts, compiles its own WebAssembly, and talks to nobody else. */
const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** The content security policy as a header; other pages must not embed the page. */
export const CONTENT_SECURITY_POLICY: string = [...DIRECTIVES, "frame-ancestors 'none'"].join("; ");

/**
 * Puts the policy into the page itself, for servers that send no header.
 *
 * @param html The page; it declares its encoding.
 * @returns The page with the policy after its encoding.
 */
export function withPolicy(html: string): string {
  const policy = `<meta http-equiv="Content-Security-Policy" content="${DIRECTIVES.join("; ")}">`;
  return html.replace(/<meta charset="utf-8" ?\/?>/, (encoding) => `${encoding}\n    ${policy}`);
}
