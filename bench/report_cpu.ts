/**
 * Preloaded into a process that is timed: when it ends, its processor time, of all threads and since
 * its start, is the last line on standard error.
 *
 * @module
 */
import process from "node:process";

globalThis.addEventListener("unload", () => {
  const { user, system } = process.cpuUsage();
  console.error(`cpu seconds: ${(user + system) / 1e6}`);
});
