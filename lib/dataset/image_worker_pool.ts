/**
 * Threads that share image jobs.
 *
 * @module
 */
import { type ImageJob, type ImageJobResult, runImageJob } from "./image_job.ts";
import { type ImageWorkerMessage, startImageWorker } from "./image_worker.ts";

/** What an {@linkcode ImageWorkerPool} does with its threads. */
export interface PoolOptions {
  /** How many threads at most; 0 does all jobs in the calling thread. */
  readonly threads: number;
  /** A thread that has not finished a job after this is given up. */
  readonly secondsPerJob?: number;
  /** Starts a thread, or tells that there is none. */
  readonly startWorker?: () => Promise<Worker | undefined>;
}

/** Far more than the largest image takes on a slow machine. */
const SECONDS_PER_JOB = 120;

/** In so many parts the time is waited. */
const WAITS_PER_JOB = 20;

/** One is worked on; the other is at hand when that is done, however busy the calling thread is. */
const JOBS_PER_THREAD = 2;

/** Loading the code takes a thread about a tenth of a second; a busy machine may need many times that. */
const SECONDS_TO_START = 60;

/** A job that waits, or that a thread works on. */
interface Task {
  readonly job: ImageJob;
  readonly promise: PromiseWithResolvers<ImageJobResult>;
}

/** A job failed for want of a thread that lived and was quick enough, not for what it is. */
export class ThreadError extends Error {
  /** Tells it from other errors, as always. */
  override readonly name: string = "ThreadError";
}

/** How many threads there can be: the number of cores. */
export function availableThreads(): number {
  return Math.max(1, navigator.hardwareConcurrency || 1);
}

/** One thread: it is starting, or idle, or at work on the first of its tasks. */
class Member {
  readonly #worker: Worker;
  readonly #onEnd: (member: Member, reason: string) => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  ready = false;
  readonly tasks: Task[] = [];
  #secondsPerJob = 0;

  constructor(
    worker: Worker,
    onIdle: (member: Member) => void,
    onEnd: (member: Member, reason: string) => void,
  ) {
    this.#worker = worker;
    this.#onEnd = onEnd;
    this.#watch(SECONDS_TO_START);
    worker.onmessage = (event: MessageEvent<ImageWorkerMessage>) => {
      clearInterval(this.#timer);
      const task = this.tasks.shift();
      if (this.tasks.length > 0) this.#watch(this.#secondsPerJob);
      this.ready = true;
      if (event.data.kind === "done") task?.promise.resolve(event.data.result);
      if (event.data.kind === "failed") task?.promise.reject(new Error(event.data.message));
      onIdle(this);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(`the thread that worked on it failed: ${event.message}`);
    };
    worker.onmessageerror = () => this.#end("its result could not be passed on");
  }

  start(task: Task, secondsPerJob: number): void {
    this.tasks.push(task);
    this.#secondsPerJob = secondsPerJob;
    if (this.tasks.length === 1) this.#watch(secondsPerJob);
    // Files are copied, not handed over: another thread does the job if this one ends before it.
    this.#worker.postMessage(task.job);
  }

  terminate(): void {
    clearInterval(this.#timer);
    this.#worker.onmessage = null;
    this.#worker.onerror = null;
    this.#worker.terminate();
  }

  /** Counts short waits, of which a machine that slept, or a program that was stopped, adds but one. */
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
 * Does image jobs in parallel, with results that do not depend on the number of threads.
 *
 * Threads start when there is work for them, or when they are told to. A thread that dies or takes
 * too long fails its job and is replaced. Where no thread can be started, jobs are done in the calling thread.
 */
export class ImageWorkerPool {
  readonly #options: Required<PoolOptions>;
  readonly #members = new Set<Member>();
  readonly #queue: Task[] = [];
  #starting = 0;
  #inProcess: boolean;
  #closed = false;
  #chain: Promise<unknown> = Promise.resolve();

  /**
   * Makes a pool; threads start with the first job.
   *
   * @param options How many threads, and for how long they may work on a job.
   * @throws {RangeError} If `threads` is no integer from 0.
   */
  constructor(options: PoolOptions) {
    const { threads } = options;
    if (!(Number.isSafeInteger(threads) && threads >= 0)) {
      throw new RangeError(
        `Cannot share work: threads is ${threads}, an integer of at least 0 is wanted`,
      );
    }
    this.#options = {
      secondsPerJob: SECONDS_PER_JOB,
      startWorker: startImageWorker,
      ...options,
    };
    this.#inProcess = threads === 0;
  }

  /**
   * Starts threads for jobs that are sure to come, so that they are ready by then.
   *
   * @param jobs How many jobs there will be.
   * @returns When the threads were started, which is before they are ready.
   */
  async start(jobs: number): Promise<void> {
    if (this.#inProcess || this.#closed) return;
    const room = this.#options.threads - this.#members.size - this.#starting;
    const count = Math.max(0, Math.min(room, jobs));
    await Promise.all(Array.from({ length: count }, () => this.#startMember()));
  }

  /**
   * Does a job as soon as a thread is free.
   *
   * @param job What to do.
   * @returns What {@linkcode runImageJob} makes.
   * @throws {Error} What the job throws.
   * @throws {ThreadError} If the thread died or took too long.
   */
  run(job: ImageJob): Promise<ImageJobResult> {
    const task = { job, promise: Promise.withResolvers<ImageJobResult>() };
    this.#queue.push(task);
    this.#dispatch();
    return task.promise.promise;
  }

  /** Ends all threads; jobs that are not done yet fail. */
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

  /** The same as {@linkcode ImageWorkerPool.close}. */
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
    // A thread that is about to be ready has nothing to do yet: what is left is for that one.
    if (loading === 0 && room === 0) this.#handOut(JOBS_PER_THREAD);
  }

  /** Gives jobs to the threads that have fewer than so many. */
  #handOut(jobsPerThread: number): void {
    for (const member of this.#members) {
      if (this.#queue.length === 0) return;
      if (member.ready && member.tasks.length < jobsPerThread) {
        member.start(this.#queue.shift()!, this.#options.secondsPerJob);
      }
    }
  }

  #runHere(task: Task): void {
    this.#chain = this.#chain
      .then(() => runImageJob(task.job))
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
      const end = (member: Member, reason: string) => this.#onEnd(member, reason);
      this.#members.add(new Member(worker, () => this.#dispatch(), end));
    }
  }

  #onEnd(member: Member, reason: string): void {
    this.#members.delete(member);
    const [current, ...waiting] = member.tasks;
    this.#queue.unshift(...waiting);
    if (member.ready) current?.promise.reject(new ThreadError(reason));
    else this.#giveUpThreads();
    this.#dispatch();
  }

  /** Threads that work go on; where there is none, the calling thread does the rest. */
  #giveUpThreads(): void {
    if ([...this.#members].some((member) => member.ready)) return;
    if (this.#starting > 0) return;
    this.#inProcess = true;
    for (const member of this.#members) member.terminate();
    this.#members.clear();
    this.#dispatch();
  }
}
