/** The page with an engine without a model; the parameters of its address are its options. */
import { startPage } from "../../lib/play/page/start_page.ts";
import { createMockEngine } from "./mock_engine.ts";

const parameters = new URLSearchParams(globalThis.location?.search);
const failures = Number(parameters.get("failures") ?? 0);
let loads = 0;

await startPage(() => {
  const attempt = loads++;
  return createMockEngine({
    delay: Number(parameters.get("delay") ?? 5),
    fail: (method) => {
      if (method === "load" && attempt < failures) return "The weights cannot be fetched: 404";
      if (parameters.get("fail") === method) return `Cannot ${method}: the test says so`;
    },
  });
});
