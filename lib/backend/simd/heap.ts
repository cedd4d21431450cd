/**
 * A memory allocator for the WebAssembly memory that holds the tensors.
 *
 * @module
 */

const PAGE = 65536;
const GROWTH_PAGES = 256;
/** Alignment of the addresses and lengths of blocks, in bytes. */
const GRANULE = 64;
/** Bytes past the last block that vector loads may read. */
const MARGIN = 1024;

/**
 * Allocates and frees blocks of a WebAssembly memory. Adjacent free blocks are merged, which bounds
 * the fragmentation.
 */
export class Heap {
  /** Allocated bytes. */
  bytesInUse = 0;
  #memory: WebAssembly.Memory;
  #end: number;
  #used = new Map<number, number>();
  #freeSizes = new Map<number, number>();
  #freeStarts = new Map<number, number>();
  #bins: Set<number>[] = Array.from({ length: 160 }, () => new Set());

  /**
   * @param memory The memory; it grows as needed up to its maximum.
   * @param start First address of the heap, a multiple of 64.
   */
  constructor(memory: WebAssembly.Memory, start: number) {
    this.#memory = memory;
    this.#end = start;
  }

  /** End of the highest block ever allocated, in bytes. */
  get bytesReserved(): number {
    return this.#end;
  }

  /**
   * Allocates a block.
   * @param bytes Its length; it is rounded up to a multiple of 64.
   * @returns Its address, a multiple of 64.
   * @throws {RangeError} If the memory is full.
   */
  allocate(bytes: number): number {
    const size = Math.max(GRANULE, Math.ceil(bytes / GRANULE) * GRANULE);
    const address = this.#take(size) ?? this.#extend(size);
    this.#used.set(address, size);
    this.bytesInUse += size;
    return address;
  }

  /** Frees a block that `allocate` returned. */
  free(address: number): void {
    const size = this.#used.get(address);
    if (size === undefined) {
      throw new RangeError(`Cannot free address ${address}: no block starts there`);
    }
    this.#used.delete(address);
    this.bytesInUse -= size;
    let start = address;
    let end = address + size;
    const before = this.#freeStarts.get(start);
    if (before !== undefined) {
      this.#removeFree(before);
      start = before;
    }
    const after = this.#freeSizes.get(end);
    if (after !== undefined) {
      this.#removeFree(end);
      end += after;
    }
    this.#addFree(start, end - start);
  }

  /**
   * Allocates a block for the duration of a call.
   * @param bytes Its length.
   * @param use Called with its address.
   * @returns What `use` returned.
   * @throws {RangeError} If the memory is full.
   */
  lend<Result>(bytes: number, use: (address: number) => Result): Result {
    const address = this.allocate(bytes);
    try {
      return use(address);
    } finally {
      this.free(address);
    }
  }

  /** Takes a block from a free one that is large enough, if any. */
  #take(size: number): number | undefined {
    for (let bin = binOf(size); bin < this.#bins.length; bin++) {
      for (const start of this.#bins[bin]!) {
        const available = this.#freeSizes.get(start)!;
        if (available < size) continue;
        this.#removeFree(start);
        if (available > size) this.#addFree(start + size, available - size);
        return start;
      }
    }
    return undefined;
  }

  /** Appends a block at the end and grows the memory if necessary. */
  #extend(size: number): number {
    const start = this.#freeStarts.get(this.#end) ?? this.#end;
    const end = start + size;
    const missing = Math.ceil((end + MARGIN - this.#memory.buffer.byteLength) / PAGE);
    if (missing > 0 && !this.#grow(Math.max(missing, GROWTH_PAGES)) && !this.#grow(missing)) {
      throw new RangeError(
        `Cannot allocate ${size} bytes for a tensor: ${this.bytesInUse} bytes are in use and the ` +
          "memory cannot grow",
      );
    }
    if (start !== this.#end) this.#removeFree(start);
    this.#end = end;
    return start;
  }

  #grow(pages: number): boolean {
    try {
      this.#memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }

  #addFree(start: number, size: number): void {
    this.#freeSizes.set(start, size);
    this.#freeStarts.set(start + size, start);
    this.#bins[binOf(size)]!.add(start);
  }

  #removeFree(start: number): void {
    const size = this.#freeSizes.get(start)!;
    this.#freeSizes.delete(start);
    this.#freeStarts.delete(start + size);
    this.#bins[binOf(size)]!.delete(start);
  }
}

/** Four bins for each power of two; sizes grow with the bin's number. */
function binOf(size: number): number {
  const exponent = 31 - Math.clz32(size);
  return 4 * (exponent - 6) + Math.floor((size / 2 ** exponent - 1) * 4);
}
