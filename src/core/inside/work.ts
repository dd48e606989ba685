/** Something that a look inside a container found at work. */
export interface InsideWork {
  /** One line for a person, with base names only: `terminal 2 runs train.py`. */
  readonly what: string;
  /** When it began, if that is known. */
  readonly since?: Date;
  readonly kind: "program" | "background" | "connection" | "editor" | "gpu" | "kernel";
}
