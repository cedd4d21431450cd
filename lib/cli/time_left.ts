/**
 * The remaining time of tasks.
 *
 * @module
 */
import { duration } from "./reporter.ts";

/** Time before the first estimate, in seconds: start-up makes an earlier one too long. */
const SECONDS_TO_SETTLE = 2;

/**
 * Creates an estimator of the time that a task still takes, by its mean rate so far.
 *
 * @param done Number of steps that were done before.
 * @param now Gives the time in milliseconds.
 * @returns Gives for the number of steps done, and of all, a text such as "212/s  4 min 10 s left";
 * empty before the first estimate.
 */
export function createTimeLeft(
  done: number,
  now: () => number = () => performance.now(),
): (done: number, total: number) => string {
  const [first, start] = [done, now()];
  return (done, total) => {
    const seconds = (now() - start) / 1000;
    const rate = (done - first) / seconds;
    if (seconds < SECONDS_TO_SETTLE || !(rate > 0)) return "";
    return `${rate.toFixed(rate < 10 ? 1 : 0)}/s  ${duration((total - done) / rate)} left`;
  };
}

/**
 * Creates an estimator of the seconds that a run still takes, by its speed since the first call.
 *
 * @param totalSteps Number of all steps.
 * @returns Gives for the number of steps taken the seconds left; infinity at the first call.
 */
export function createSecondsLeft(totalSteps: number): (step: number) => number {
  let first: { step: number; time: number } | undefined;
  return (step) => {
    const time = performance.now() / 1000;
    first ??= { step, time };
    return step === first.step
      ? Infinity
      : (time - first.time) / (step - first.step) * (totalSteps - step);
  };
}
