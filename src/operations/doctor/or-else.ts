import { StudioctlError } from "../../core/errors.ts";

/** What was found out, or what to say of the error that kept it from being so. Rejects when interrupted, and with what nobody foresaw. */
export async function orElse<T>(find: () => Promise<T>, otherwise: (error: StudioctlError) => T): Promise<T> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof StudioctlError) || error.code === "interrupted") throw error;
    return otherwise(error);
  }
}
