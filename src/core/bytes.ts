export const bytesPerGibibyte = 2 ** 30;

const units = ["KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** Converts bytes to the GB that AWS charges and shows: 2^30 bytes. */
export function gibibytes(bytes: number): number {
  return bytes / bytesPerGibibyte;
}

/** Bytes in the unit that fits: `0 bytes`, `6 KiB`, `1.5 GiB`; one decimal below ten, none above. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  const power = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value.toFixed(value < 10 ? 1 : 0).replace(/\.0$/, "")} ${units[power - 1]}`;
}
