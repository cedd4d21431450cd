/**
 * A tfjs backend whose tensors are stored in WebAssembly memory.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import type { Engine } from "./engine.ts";

type Values = tf.backend_util.BackendValues;
type DataId = tf.DataId;
type NumericType = "float32" | "int32" | "bool";

/** Values that kernels of both the cpu backend and this backend read. */
type Stored =
  | Float32Array<SharedArrayBuffer>
  | Int32Array<SharedArrayBuffer>
  | Uint8Array<SharedArrayBuffer>;

/**
 * The cpu backend of tfjs, with float32, int32 and bool tensors stored in the memory of an
 * {@linkcode Engine}. Kernels of the cpu backend run on it as they are.
 */
export class SimdBackend extends MathBackendCPU {
  /** The engine that runs the WebAssembly kernels. */
  readonly engine: Engine;

  /** @param engine The engine that runs the WebAssembly kernels. */
  constructor(engine: Engine) {
    super();
    this.engine = engine;
  }

  override write(values: Values, shape: number[], dtype: tf.DataType): DataId {
    return super.write(this.#store(values, dtype), shape, dtype);
  }

  override move(
    dataId: DataId,
    values: Values,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    super.move(dataId, this.#store(values, dtype), shape, dtype, refCount);
  }

  /** Allocates a tensor with uninitialized values. */
  allocate(shape: number[], dtype: NumericType = "float32"): tf.TensorInfo {
    const length = shape.reduce((product, size) => product * size, 1);
    return { dataId: super.write(this.#reserve(length, dtype), shape, dtype), shape, dtype };
  }

  /** Whether a tensor is float32 and stored in the WebAssembly memory. */
  isFloat(tensor: tf.TensorInfo): boolean {
    return tensor.dtype === "float32" &&
      this.data.get(tensor.dataId).values instanceof Float32Array;
  }

  /** The values of a tensor, without a copy. */
  values(tensor: tf.TensorInfo): Stored {
    return this.data.get(tensor.dataId).values as Stored;
  }

  /** The address of a tensor's values. */
  address(tensor: tf.TensorInfo): number {
    return this.values(tensor).byteOffset;
  }

  /** The addresses of the values of several tensors. */
  addresses<Tensors extends readonly tf.TensorInfo[]>(
    ...tensors: Tensors
  ): { [Index in keyof Tensors]: number } {
    return tensors.map((tensor) => this.address(tensor)) as { [Index in keyof Tensors]: number };
  }

  /** Reads a copy, which stays valid when the tensor is disposed. */
  override readSync(dataId: DataId): Values {
    const { values, dtype } = this.data.get(dataId);
    if (dtype === "complex64" || !isNumeric(values)) return super.readSync(dataId);
    if (dtype === "float32") return Float32Array.from(values);
    return values.slice();
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const values = this.data.has(dataId) ? this.data.get(dataId).values : undefined;
    const disposed = super.disposeData(dataId, force);
    if (disposed && isStored(values)) {
      this.engine.heap.free(values.byteOffset);
    }
    return disposed;
  }

  override memory(): { unreliable: boolean; reasons: string[] } {
    return { unreliable: false, reasons: [] };
  }

  #reserve(length: number, dtype: NumericType): Stored {
    const { engine } = this;
    // An empty tensor has no block; address 0 belongs to no block.
    const bytes = dtype === "bool" ? length : 4 * length;
    const address = length === 0 ? 0 : engine.heap.allocate(bytes);
    if (dtype === "bool") return engine.bytes(address, length);
    return dtype === "int32" ? engine.integers(address, length) : engine.floats(address, length);
  }

  /**
   * Copies numbers into the WebAssembly memory; returns other values unchanged.
   *
   * The array is of the tensor's type, which those of some cpu kernels are not: `OneHot` gives floats
   * as int32.
   */
  #store(values: Values, dtype: tf.DataType): Values {
    if (!isNumericType(dtype) || !isNumeric(values)) return values;
    const stored = this.#reserve(values.length, dtype);
    stored.set(values);
    return stored as unknown as Values;
  }
}

function isNumericType(dtype: tf.DataType): dtype is NumericType {
  return dtype === "float32" || dtype === "int32" || dtype === "bool";
}

/** Whether values have a block of the WebAssembly memory; empty ones have none. */
function isStored(values: unknown): values is Stored {
  // Browsers hide SharedArrayBuffer from pages that are not isolated.
  return isNumeric(values) && !(values.buffer instanceof ArrayBuffer) && values.length > 0;
}

function isNumeric(values: unknown): values is Float32Array | Int32Array | Uint8Array {
  return values instanceof Float32Array || values instanceof Int32Array ||
    values instanceof Uint8Array;
}
