/**
 * Preloaded into a measured process: at its end, prints its peak memory and the total processor time of
 * all threads as the last lines on standard error.
 *
 * @module
 */
import process from "node:process";

globalThis.addEventListener("unload", () => {
  const { user, system } = process.cpuUsage();
  // Kilobytes on every system, as Node.js has it.
  console.error(`peak memory: ${process.resourceUsage().maxRSS} kB`);
  console.error(`cpu seconds: ${(user + system) / 1e6}`);
});
