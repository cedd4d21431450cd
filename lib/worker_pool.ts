/**
 * A pool of threads that run jobs of one kind.
 *
 * @module
 */
import { ImageFormatError } from "./errors.ts";
import type { WorkerFailure, WorkerMessage } from "./worker_thread.ts";

/** Options of a {@linkcode WorkerPool} that do not depend on the kind of its jobs. */
export interface PoolOptions {
  /** Maximum number of threads; 0 runs all jobs in the calling thread. */
  readonly threads: number;
  /** Time limit of a job, in seconds; a slower thread is terminated. */
  readonly secondsPerJob?: number;
  /** Starts a thread; `undefined` if that is not possible. */
  readonly startWorker?: () => Promise<Worker | undefined>;
}

/** How jobs of one kind run. */
export interface JobRunner<Job, Result> {
  /** Starts a thread that serves jobs; `undefined` if that is not possible. */
  readonly startWorker: () => Promise<Worker | undefined>;
  /** Runs a job in the calling thread. */
  readonly run: (job: Job) => Result | Promise<Result>;
}

/** Default time limit of a job: far more than the largest image takes on a slow machine. */
const SECONDS_PER_JOB = 120;

/** Number of waits that make up the time limit of a job. */
const WAITS_PER_JOB = 20;

/**
 * Jobs per thread: one in progress, and one queued so that a busy calling thread does not delay it.
 */
const JOBS_PER_THREAD = 2;

/**
 * Time limit for a thread to load its code, which takes about 0.1 s, and much longer on a busy
 * machine.
 */
const SECONDS_TO_START = 60;

/** A queued or running job. */
interface Task<Job, Result> {
  readonly job: Job;
  readonly promise: PromiseWithResolvers<Result>;
}

/** A job failed because its thread died or was too slow, not because of its content. */
export class ThreadError extends Error {
  /** Name of the class. */
  override readonly name: string = "ThreadError";
}

/** Number of threads that can run in parallel: the number of cores. */
export function availableThreads(): number {
  return Math.max(1, navigator.hardwareConcurrency || 1);
}

/** Restores the error of a job, with its class if callers depend on it. */
function toError({ message, found }: WorkerFailure): Error {
  return found === undefined ? new Error(message) : new ImageFormatError(message, { found });
}

/** A thread: starting, idle, or running the first of its tasks. */
class Member<Job, Result> {
  readonly #worker: Worker;
  readonly #onEnd: (member: Member<Job, Result>, reason: string) => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  ready = false;
  readonly tasks: Task<Job, Result>[] = [];
  #secondsPerJob = 0;

  constructor(
    worker: Worker,
    onIdle: (member: Member<Job, Result>) => void,
    onEnd: (member: Member<Job, Result>, reason: string) => void,
  ) {
    this.#worker = worker;
    this.#onEnd = onEnd;
    this.#watch(SECONDS_TO_START);
    worker.onmessage = (event: MessageEvent<WorkerMessage<Result>>) => {
      clearInterval(this.#timer);
      const task = this.tasks.shift();
      if (this.tasks.length > 0) this.#watch(this.#secondsPerJob);
      this.ready = true;
      if (event.data.kind === "done") task?.promise.resolve(event.data.result);
      if (event.data.kind === "failed") task?.promise.reject(toError(event.data));
      onIdle(this);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(`the thread that worked on it failed: ${event.message}`);
    };
    worker.onmessageerror = () => this.#end("its result could not be passed on");
  }

  start(task: Task<Job, Result>, secondsPerJob: number): void {
    this.tasks.push(task);
    this.#secondsPerJob = secondsPerJob;
    if (this.tasks.length === 1) this.#watch(secondsPerJob);
    // Files are copied, not transferred: another thread runs the job if this one dies.
    this.#worker.postMessage(task.job);
  }

  terminate(): void {
    clearInterval(this.#timer);
    this.#worker.onmessage = null;
    this.#worker.onerror = null;
    this.#worker.terminate();
  }

  /**
   * Enforces the time limit by counting short waits: a suspended machine or program adds only one.
   */
  #watch(seconds: number): void {
    let waits = 0;
    this.#timer = setInterval(() => {
      if (++waits === WAITS_PER_JOB) this.#end(`it took more than ${seconds} seconds`);
    }, 1000 * seconds / WAITS_PER_JOB);
  }

  #end(reason: string): void {
    this.terminate();
    this.#onEnd(this, reason);
  }
}

/**
 * Runs jobs in parallel. Results do not depend on the number of threads.
 *
 * Threads start with the first jobs, or by {@linkcode WorkerPool.start}. A thread that dies or
 * takes too long fails its job and is replaced. If no thread can be started, jobs run in the
 * calling thread.
 */
export class WorkerPool<Job, Result> {
  readonly #options: Required<PoolOptions>;
  readonly #runner: JobRunner<Job, Result>;
  readonly #members = new Set<Member<Job, Result>>();
  readonly #queue: Task<Job, Result>[] = [];
  #starting = 0;
  #inProcess: boolean;
  #closed = false;
  #chain: Promise<unknown> = Promise.resolve();

  /**
   * Creates a pool; threads start with the first job.
   *
   * @param options Number of threads and time limit of a job.
   * @param runner How jobs run.
   * @throws {RangeError} If `threads` is not an integer of at least 0.
   */
  constructor(options: PoolOptions, runner: JobRunner<Job, Result>) {
    const { threads } = options;
    if (!(Number.isSafeInteger(threads) && threads >= 0)) {
      throw new RangeError(
        `Cannot share work: threads is ${threads}, expected an integer of at least 0`,
      );
    }
    this.#options = {
      secondsPerJob: SECONDS_PER_JOB,
      startWorker: runner.startWorker,
      ...options,
    };
    this.#runner = runner;
    this.#inProcess = threads === 0;
  }

  /**
   * Starts threads in advance for expected jobs.
   *
   * @param jobs Number of expected jobs.
   * @returns Resolves when the threads were started, before they are ready.
   */
  async start(jobs: number): Promise<void> {
    if (this.#inProcess || this.#closed) return;
    const room = this.#options.threads - this.#members.size - this.#starting;
    const count = Math.max(0, Math.min(room, jobs));
    await Promise.all(Array.from({ length: count }, () => this.#startMember()));
  }

  /**
   * Runs a job as soon as a thread is free.
   *
   * @param job The job.
   * @returns Its result.
   * @throws {Error} What the job throws.
   * @throws {ThreadError} If the thread died or took too long.
   */
  run(job: Job): Promise<Result> {
    const task = { job, promise: Promise.withResolvers<Result>() };
    this.#queue.push(task);
    this.#dispatch();
    return task.promise.promise;
  }

  /** Terminates all threads; unfinished jobs fail. */
  close(): void {
    this.#closed = true;
    for (const member of this.#members) {
      member.terminate();
      this.#queue.push(...member.tasks);
    }
    this.#members.clear();
    for (const task of this.#queue.splice(0)) {
      task.promise.reject(new ThreadError("the work was stopped"));
    }
  }

  /** The same as {@linkcode WorkerPool.close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  #dispatch(): void {
    if (this.#closed) return;
    if (this.#inProcess) {
      for (const task of this.#queue.splice(0)) this.#runHere(task);
      return;
    }
    this.#handOut(1);
    const loading = this.#starting + [...this.#members].filter((member) => !member.ready).length;
    const room = this.#options.threads - this.#members.size - this.#starting;
    for (let i = 0; i < Math.min(room, this.#queue.length - loading); i++) void this.#startMember();
    // The remaining jobs are for a thread that is about to be ready.
    if (loading === 0 && room === 0) this.#handOut(JOBS_PER_THREAD);
  }

  /** Hands jobs to the threads that have fewer than `jobsPerThread`. */
  #handOut(jobsPerThread: number): void {
    for (const member of this.#members) {
      if (this.#queue.length === 0) return;
      if (member.ready && member.tasks.length < jobsPerThread) {
        member.start(this.#queue.shift()!, this.#options.secondsPerJob);
      }
    }
  }

  #runHere(task: Task<Job, Result>): void {
    this.#chain = this.#chain
      .then(() => this.#runner.run(task.job))
      .then(task.promise.resolve, task.promise.reject);
  }

  async #startMember(): Promise<void> {
    this.#starting++;
    let worker: Worker | undefined;
    try {
      worker = await this.#options.startWorker();
    } catch {
      worker = undefined;
    }
    this.#starting--;
    if (worker === undefined) {
      this.#giveUpThreads();
    } else if (this.#closed || this.#inProcess) {
      worker.terminate();
    } else {
      const end = (member: Member<Job, Result>, reason: string) => this.#onEnd(member, reason);
      this.#members.add(new Member(worker, () => this.#dispatch(), end));
    }
  }

  #onEnd(member: Member<Job, Result>, reason: string): void {
    this.#members.delete(member);
    const [current, ...waiting] = member.tasks;
    this.#queue.unshift(...waiting);
    if (member.ready) current?.promise.reject(new ThreadError(reason));
    else this.#giveUpThreads();
    this.#dispatch();
  }

  /** Keeps working threads; if there are none, the calling thread runs the remaining jobs. */
  #giveUpThreads(): void {
    if ([...this.#members].some((member) => member.ready)) return;
    if (this.#starting > 0) return;
    this.#inProcess = true;
    for (const member of this.#members) member.terminate();
    this.#members.clear();
    this.#dispatch();
  }
}
