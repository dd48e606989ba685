/** The chunk size of JupyterLab's own uploads, which use the same proxies (service-facts: Files of a Jupyter server). */
const chunkBytes = 1024 * 1024;

/** Pieces of any size as chunks of one size; the last one is known as such, and is empty only in an empty file. */
export async function* inChunks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<{ readonly chunk: Buffer; readonly last: boolean }> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let filled = 0;
  for await (const piece of pieces) {
    for (let from = 0; from < piece.length;) {
      // A full buffer is sent only when more is there: the last chunk is another request.
      if (filled === chunkBytes) {
        yield { chunk: buffer, last: false };
        filled = 0;
      }
      const part = piece.subarray(from, from + chunkBytes - filled);
      buffer.set(part, filled);
      filled += part.length;
      from += part.length;
    }
  }
  yield { chunk: buffer.subarray(0, filled), last: true };
}

/** The two characters of base64 for each twelve bits, as they lie in memory. */
function base64Pairs(): Uint16Array {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const bytes = Buffer.alloc(2 * 4096);
  for (let bits = 0; bits < 4096; bits += 1) bytes.write(`${alphabet[bits >> 6]}${alphabet[bits & 63]}`, 2 * bits, "latin1");
  return new Uint16Array(bytes.buffer, bytes.byteOffset, 4096);
}

/**
 * Makes the body of a request that saves a chunk, in one buffer for all of them, which the next body overwrites. Node encodes
 * base64 as strings only, and those of a large file, which are garbage at once, would make the heap grow by more than the
 * chunks themselves.
 */
export function chunkEncoder(): (chunk: Buffer, place: { readonly chunk?: number }) => Uint8Array {
  const pairs = base64Pairs();
  const whole = Buffer.alloc(Math.ceil(chunkBytes / 3) * 4 + 256);
  return (chunk, place) => {
    const head = `${JSON.stringify({ type: "file", format: "base64", ...place }).slice(0, -1)},"content":`;
    // A pair begins at an even address.
    let length = whole.write(`${head.length % 2 === 0 ? " " : ""}${head}"`);
    const triples = Math.floor(chunk.length / 3);
    const encoded = new Uint16Array(whole.buffer, whole.byteOffset + length, 2 * triples);
    for (let [from, to] = [0, 0]; to < encoded.length; from += 3, to += 2) {
      const bits = ((chunk[from] ?? 0) << 16) | ((chunk[from + 1] ?? 0) << 8) | (chunk[from + 2] ?? 0);
      encoded[to] = pairs[bits >> 12] ?? 0;
      encoded[to + 1] = pairs[bits & 4095] ?? 0;
    }
    length += 4 * triples;
    length += whole.write(`${chunk.toString("base64", 3 * triples)}"}`, length, "latin1");
    return whole.subarray(0, length);
  };
}
