import assert from "node:assert/strict";
import { runImageJob } from "../../lib/dataset/image_job.ts";
import { ImageWorkerPool, ThreadError } from "../../lib/dataset/image_worker_pool.ts";
import { isWorkerThread } from "../../lib/worker_thread.ts";

const JOB = {
  kind: "synthesize",
  seed: 1,
  writer: 0,
  script: "latin",
  signatures: 1,
  height: 16,
  width: 32,
} as const;

/** A fake thread whose answers the test controls. */
class FakeWorker {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  terminated = false;
  jobs = 0;
  readonly #answer: (worker: FakeWorker) => void;

  constructor(start: (worker: FakeWorker) => void, answer: (worker: FakeWorker) => void) {
    this.#answer = answer;
    setTimeout(() => start(this));
  }

  postMessage(): void {
    this.jobs++;
    setTimeout(() => this.#answer(this));
  }

  terminate(): void {
    this.terminated = true;
  }

  say(data: unknown): void {
    this.onmessage?.(new MessageEvent("message", { data }));
  }

  fail(message: string): void {
    this.onerror?.(new ErrorEvent("error", { message, cancelable: true }));
  }
}

/** A pool with fake threads, in the order of their start. */
function fakePool(
  threads: number,
  answers: readonly ((worker: FakeWorker) => void)[],
  start: (worker: FakeWorker) => void = (worker) => worker.say({ kind: "ready" }),
): { pool: ImageWorkerPool; workers: FakeWorker[] } {
  const workers: FakeWorker[] = [];
  const startWorker = () => {
    const worker = new FakeWorker(start, answers[workers.length % answers.length]!);
    workers.push(worker);
    return Promise.resolve(worker as unknown as Worker);
  };
  return { pool: new ImageWorkerPool({ threads, startWorker, secondsPerJob: 0.05 }), workers };
}

const done = (worker: FakeWorker) =>
  worker.say({ kind: "done", result: { bytes: new Uint8Array([7]), warnings: [] } });

/** A job that fails is refused with its message, and the pool runs on. */
async function refusesBrokenImage(pool: ImageWorkerPool): Promise<void> {
  const bytes = new TextEncoder().encode("no image");
  const job = { kind: "prepare", bytes, height: 16, width: 32, maxMegapixels: 1 } as const;
  await assert.rejects(
    pool.run(job),
    (error: Error) => !(error instanceof ThreadError) && /image/.test(error.message),
  );
  assert.equal((await pool.run(JOB)).bytes.length, 512);
}

Deno.test("ImageWorkerPool gives the results and errors of the calling thread in threads", async () => {
  // One test: each real thread takes seconds to load the decoders.
  using pool = new ImageWorkerPool({ threads: 2 });
  const jobs = [0, 1, 2].map((writer) => ({ ...JOB, writer, signatures: 2 }));
  const results = await Promise.all(jobs.map((job) => pool.run(job)));
  for (const [i, job] of jobs.entries()) assert.deepEqual(results[i], await runImageJob(job));
  assert.equal(isWorkerThread(), false);
  await refusesBrokenImage(pool);
});

Deno.test("ImageWorkerPool without threads passes on the message of a job that fails", async () => {
  using pool = new ImageWorkerPool({ threads: 0 });
  await refusesBrokenImage(pool);
});

Deno.test("ImageWorkerPool starts no more threads than allowed or needed", async () => {
  const { pool, workers } = fakePool(3, [done]);
  using _ = pool;
  await Promise.all([pool.run(JOB), pool.run(JOB)]);
  assert.equal(workers.length, 2);
  await Promise.all(Array.from({ length: 20 }, () => pool.run(JOB)));
  assert.equal(workers.length, 3);
  pool.close();
  assert.ok(workers.every((worker) => worker.terminated));
});

Deno.test("ImageWorkerPool.start() starts threads before there is a job, no more than it will use", async () => {
  const { pool, workers } = fakePool(3, [done]);
  using _ = pool;
  await pool.start(2);
  assert.equal(workers.length, 2);
  await Promise.all([pool.run(JOB), pool.run(JOB)]);
  assert.equal(workers.length, 2);
  await pool.start(9);
  assert.equal(workers.length, 3);
});

Deno.test("ImageWorkerPool fails the job of a thread that hangs and goes on with another", async () => {
  const { pool, workers } = fakePool(1, [() => {}, done]);
  using _ = pool;
  const [first, second] = await Promise.allSettled([pool.run(JOB), pool.run(JOB)]);
  assert.equal(first.status, "rejected");
  assert.ok(first.reason instanceof ThreadError);
  assert.match(first.reason.message, /more than 0.05 seconds/);
  assert.equal(second.status, "fulfilled");
  assert.deepEqual(workers.map(({ terminated }) => terminated), [true, false]);
});

Deno.test("ImageWorkerPool fails the job of a thread that dies and goes on with another", async () => {
  const { pool } = fakePool(1, [(worker) => worker.fail("out of memory"), done]);
  using _ = pool;
  const [first, second] = await Promise.allSettled([pool.run(JOB), pool.run(JOB)]);
  assert.equal(first.status, "rejected");
  assert.match(first.reason.message, /out of memory/);
  assert.equal(second.status, "fulfilled");
});

Deno.test("ImageWorkerPool hands a thread at work its next job, once all threads are ready", async () => {
  const { pool, workers } = fakePool(2, [() => {}]);
  const results = Promise.allSettled(Array.from({ length: 7 }, () => pool.run(JOB)));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(workers.map(({ jobs }) => jobs), [2, 2]);
  pool.close();
  assert.ok((await results).every(({ status }) => status === "rejected"));
});

Deno.test("ImageWorkerPool gives the job that waits in a thread that dies to another, file and all", async () => {
  const { pool } = fakePool(1, [
    (worker) => worker.fail("out of memory"),
    done,
  ]);
  using _ = pool;
  const bytes = new Uint8Array([1, 2, 3]);
  const job = { kind: "prepare", bytes, height: 16, width: 32, maxMegapixels: 1 } as const;
  const results = await Promise.allSettled([pool.run(job), pool.run(job), pool.run(job)]);
  assert.deepEqual(results.map(({ status }) => status), ["rejected", "fulfilled", "fulfilled"]);
  assert.equal(bytes.length, 3);
});

Deno.test("ImageWorkerPool works in the calling thread when no thread can be started", async () => {
  const expected = await runImageJob(JOB);
  const dying = fakePool(2, [done], (worker) => worker.fail("no permission")).pool;
  const refused = new ImageWorkerPool({
    threads: 2,
    startWorker: () => Promise.resolve(undefined),
  });
  const thrown = new ImageWorkerPool({
    threads: 2,
    startWorker: () => Promise.reject(new Error()),
  });
  for (const pool of [dying, refused, thrown]) {
    using _ = pool;
    for (const ink of await Promise.all([pool.run(JOB), pool.run(JOB), pool.run(JOB)])) {
      assert.deepEqual(ink, expected);
    }
  }
});

Deno.test("ImageWorkerPool fails what is not done when it is closed", async () => {
  const { pool } = fakePool(1, [() => {}]);
  const results = Promise.allSettled([pool.run(JOB), pool.run(JOB)]);
  pool.close();
  assert.deepEqual((await results).map(({ status }) => status), ["rejected", "rejected"]);
});

Deno.test("ImageWorkerPool refuses a number of threads that is none", () => {
  for (const threads of [-1, 1.5, NaN]) {
    assert.throws(() => new ImageWorkerPool({ threads }), RangeError);
  }
});
