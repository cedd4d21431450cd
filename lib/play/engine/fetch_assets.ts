/**
 * Fetching the model beside the play page.
 *
 * @module
 */
import type { StyleDirections } from "../directions/style_directions.ts";
import type { PlayAssets } from "./create_play_engine.ts";

/** Name of the model's file beside the page; a folder with a `MODEL_FILE` would be taken for a run. */
export const MODEL_ASSET = "weights.safetensors";

/** Name of the file of its directions. */
export const DIRECTIONS_ASSET = "directions.json";

/**
 * Starts to fetch the model and its directions.
 *
 * @param folder Where they are.
 * @returns `readAssets`: waits for them, and fetches them again if they failed.
 */
export function fetchAssets(folder: URL): {
  readonly readAssets: (onProgress: (fraction: number) => void) => Promise<PlayAssets>;
} {
  let report: (fraction: number) => void = () => {};
  const begin = () => {
    const model = fetchBytes(new URL(MODEL_ASSET, folder), (fraction) => report(fraction));
    const directions = fetchJson<StyleDirections>(new URL(DIRECTIONS_ASSET, folder));
    const assets = Promise.all([model, directions]);
    assets.catch(() => {}); // whoever waits for them is told
    return assets;
  };
  let pending: ReturnType<typeof begin> | undefined = begin();
  return {
    readAssets: async (onProgress) => {
      report = onProgress;
      const [model, directions] = await (pending ?? begin()).finally(() => pending = undefined);
      return { model, directions };
    },
  };
}

async function fetchFile(url: URL): Promise<Response> {
  const name = fileName(url);
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new Error(`Cannot load "${name}": the server does not answer`, { cause: error });
  }
  if (response.ok) return response;
  throw new Error(`Cannot load "${name}": the server answers ${response.status}`);
}

async function fetchJson<T>(url: URL): Promise<T> {
  const response = await fetchFile(url);
  try {
    return await response.json();
  } catch (error) {
    throw new Error(`Cannot load "${fileName(url)}": the server sent no whole JSON file`, {
      cause: error,
    });
  }
}

function fileName(url: URL): string {
  return url.pathname.split("/").at(-1)!;
}

async function fetchBytes(
  url: URL,
  onProgress: (fraction: number) => void,
): Promise<Uint8Array> {
  const { headers, body } = await fetchFile(url);
  // With a compressed body, the length is that of the compressed bytes.
  const isPlain = headers.get("content-encoding") === null;
  const expected = isPlain ? Number(headers.get("content-length")) : 0;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = body!.getReader(); // not every browser can iterate over a stream
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      chunks.push(part.value);
      length += part.value.length;
      if (expected > 0) onProgress(Math.min(1, length / expected));
    }
  } catch (error) {
    throw new Error(`Cannot load "${fileName(url)}": the connection broke off`, { cause: error });
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
