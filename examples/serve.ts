/**
 * Serves generated signatures over HTTP; `/?seed=7&width=512&color=1a2b80` is a transparent PNG:
 *
 *     deno run --allow-read --allow-net=127.0.0.1 --allow-env=XDG_RUNTIME_DIR examples/serve.ts
 *
 * @module
 */
import { type Color, loadModel, type SignatureModel } from "@signature-vae/signature-vae";

const PORT = 8000;
const WIDTH = { default: 512, min: 16, max: 4096 }; // a request must not take all memory
const MILLISECONDS = 10_000;

/** The signature that the query of a request names: the same query gives the same bytes. */
export async function respond(model: SignatureModel, request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const seed = Number(query.get("seed") ?? 1);
  const width = Number(query.get("width") ?? WIDTH.default);
  const color = parseColor(query.get("color") ?? "000000");
  const isValid = Number.isSafeInteger(seed) && seed >= 0 && Number.isInteger(width) &&
    width >= WIDTH.min && width <= WIDTH.max;
  if (!isValid || color === undefined) {
    const expected = `expected ?seed=N&width=${WIDTH.min}..${WIDTH.max}&color=RRGGBB\n`;
    return new Response(expected, { status: 400 });
  }
  // One model serves all requests. The signal ends the work for one of them.
  const options = { count: 1, seed, signal: AbortSignal.timeout(MILLISECONDS) };
  const [signature] = await Array.fromAsync(model.generate(options));
  const png = signature!.toPng({ width, transparent: true, color });
  return new Response(png.slice(), { headers: { "content-type": "image/png" } });
}

function parseColor(text: string): Color | undefined {
  if (!/^[0-9a-f]{6}$/i.test(text)) return undefined;
  const value = parseInt(text, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

if (import.meta.main) {
  using model = await loadModel("pretrained");
  const server = Deno.serve(
    { port: PORT, hostname: "127.0.0.1" },
    (request) => respond(model, request),
  );
  await server.finished;
}
