/**
 * Preloaded into a timed process: at its end, prints the total processor time of all threads as the
 * last line on standard error.
 *
 * @module
 */
import process from "node:process";

globalThis.addEventListener("unload", () => {
  const { user, system } = process.cpuUsage();
  console.error(`cpu seconds: ${(user + system) / 1e6}`);
});
