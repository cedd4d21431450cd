// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// The entry of the WebAssembly module: jobs divided into chunks that any thread may take.
//
// The thread that runs the program writes a job's arguments, publishes a ticket and then takes
// chunks itself, as the workers do, until none is left. What a chunk computes depends on its number
// alone, never on who computes it.
import { Job } from "./operations.ts";
import { adamJob, binaryJob, castJob, logicJob, selectJob, unaryJob } from "./elementwise.ts";
import { reduceFinishJob, reduceJob, sumPartialsJob } from "./reduction.ts";
import { copyJob } from "./copy.ts";
import { matMulJob, packRightJob } from "./matmul.ts";
import { libraryProductJob } from "./library_product.ts";
import { layerNormGradJob, layerNormJob, residualSiluJob } from "./layers.ts";
import {
  causalInputGradJob,
  causalInputJob,
  causalOutputGradJob,
  causalOutputJob,
  causalWeightsGradJob,
  causalWeightsJob,
} from "./causal.ts";
import { pointLikelihoodJob } from "./point_likelihood.ts";
import { convFilterJob, convInputJob, convJob } from "./convolution.ts";
import { packWeightsJob, samplePointsJob } from "./sampling.ts";
import {
  winogradConvJob,
  winogradFilterFinishJob,
  winogradFilterJob,
  winogradInputJob,
  winogradKernelJob,
} from "./winograd.ts";

// Addresses of shared variables. The low half of the ticket is the next chunk, its high half
// counts jobs.
const TICKET: usize = 1024;
const COMPLETED: usize = 1088;
const SLEEPERS: usize = 1152;
const QUIT: usize = 1216;
const JOB: usize = 1280;
const CLOSED: u32 = 0xffff;

/** Spins before a thread sleeps. */
const SPINS: i32 = 4000;

function runChunk(job: i32, args: usize, chunk: i32, scratch: usize): void {
  switch (job) {
    case Job.Unary:
      return unaryJob(args, chunk);
    case Job.Binary:
      return binaryJob(args, chunk);
    case Job.Cast:
      return castJob(args, chunk);
    case Job.Select:
      return selectJob(args, chunk);
    case Job.Logic:
      return logicJob(args, chunk);
    case Job.Reduce:
      return reduceJob(args, chunk);
    case Job.ReduceFinish:
      return reduceFinishJob(args, chunk);
    case Job.Copy:
      return copyJob(args, chunk);
    case Job.Adam:
      return adamJob(args, chunk);
    case Job.SumPartials:
      return sumPartialsJob(args, chunk);
    case Job.PackRight:
      return packRightJob(args, chunk);
    case Job.MatMul:
      return matMulJob(args, chunk, scratch);
    case Job.LibraryProduct:
      return libraryProductJob(args, chunk);
    case Job.Conv:
      return convJob(args, chunk, scratch);
    case Job.ConvInput:
      return convInputJob(args, chunk, scratch);
    case Job.ConvFilter:
      return convFilterJob(args, chunk, scratch);
    case Job.WinogradKernel:
      return winogradKernelJob(args, chunk, scratch);
    case Job.WinogradConv:
      return winogradConvJob(args, chunk, scratch);
    case Job.WinogradInput:
      return winogradInputJob(args, chunk, scratch);
    case Job.WinogradFilter:
      return winogradFilterJob(args, chunk, scratch);
    case Job.WinogradFilterFinish:
      return winogradFilterFinishJob(args, chunk, scratch);
    case Job.LayerNorm:
      return layerNormJob(args, chunk);
    case Job.LayerNormGrad:
      return layerNormGradJob(args, chunk);
    case Job.ResidualSilu:
      return residualSiluJob(args, chunk);
    case Job.CausalWeights:
      return causalWeightsJob(args, chunk);
    case Job.CausalWeightsGrad:
      return causalWeightsGradJob(args, chunk);
    case Job.CausalInput:
      return causalInputJob(args, chunk);
    case Job.CausalInputGrad:
      return causalInputGradJob(args, chunk);
    case Job.CausalOutput:
      return causalOutputJob(args, chunk);
    case Job.CausalOutputGrad:
      return causalOutputGradJob(args, chunk);
    case Job.PointLikelihood:
      return pointLikelihoodJob(args, chunk);
    case Job.PackWeights:
      return packWeightsJob(args);
    case Job.SamplePoints:
      return samplePointsJob(args, chunk);
  }
}

/** Takes chunks of the published job until none is left. */
function work(scratch: usize): void {
  while (true) {
    const ticket = atomic.load<u32>(TICKET);
    const chunk = <i32> (ticket & CLOSED);
    // While a job is being stored its ticket is closed, so a value read here is not used then.
    const job = load<i32>(JOB);
    const chunks = load<i32>(JOB, 4);
    if (chunk >= chunks) return;
    if (atomic.cmpxchg<u32>(TICKET, ticket, ticket + 1) != ticket) continue;
    runChunk(job, JOB + 8, chunk, scratch);
    if (atomic.add<i32>(COMPLETED, 1) + 1 == chunks) atomic.notify(COMPLETED, 1);
  }
}

/** Closes the ticket, so that the arguments of the next job can be stored from `JOB` on. */
export function prepare(): usize {
  const ticket = atomic.load<u32>(TICKET);
  atomic.store<u32>(TICKET, ticket | CLOSED);
  return JOB;
}

/** Runs the stored job; returns when all its chunks are done. */
export function run(chunks: i32, scratch: usize): void {
  if (chunks == 1) {
    runChunk(load<i32>(JOB), JOB + 8, 0, scratch);
    return;
  }
  atomic.store<i32>(COMPLETED, 0);
  const ticket = atomic.load<u32>(TICKET);
  atomic.store<u32>(TICKET, (ticket & ~CLOSED) + 0x10000);
  if (atomic.load<i32>(SLEEPERS) > 0) atomic.notify(TICKET, -1);
  work(scratch);
  let spins = 0;
  while (true) {
    const completed = atomic.load<i32>(COMPLETED);
    if (completed == chunks) return;
    if (++spins > SPINS) atomic.wait<i32>(COMPLETED, completed, 1000000);
  }
}

/** The loop of a worker. */
export function serve(scratch: usize): void {
  while (atomic.load<i32>(QUIT) == 0) {
    work(scratch);
    const idle = atomic.load<u32>(TICKET);
    if (<i32> (idle & CLOSED) < load<i32>(JOB, 4)) continue;
    let spins = 0;
    while (atomic.load<u32>(TICKET) == idle && spins < SPINS) spins++;
    if (spins < SPINS) continue;
    atomic.add<i32>(SLEEPERS, 1);
    atomic.wait<i32>(TICKET, idle, -1);
    atomic.sub<i32>(SLEEPERS, 1);
  }
}

/** Ends all workers that serve this memory. */
export function quit(): void {
  atomic.store<i32>(QUIT, 1);
  atomic.store<u32>(TICKET, atomic.load<u32>(TICKET) | CLOSED);
  atomic.notify(TICKET, -1);
}
