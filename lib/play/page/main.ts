/// <reference lib="dom" />
/**
 * The script of the play page.
 *
 * @module
 */
import { connectPlayEngine } from "../engine/connect_play_engine.ts";
import { startPage } from "./start_page.ts";

await startPage(() =>
  connectPlayEngine(new Worker(new URL("./worker.js", import.meta.url), { type: "module" }))
);
