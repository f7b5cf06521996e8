/** One thing that must hold of one object, told by the catalogue alone. */
export interface Check {
  about: string;
  holds: boolean;
  /** What to say if it doesn't: what is wrong and what to do. */
  otherwise: string;
}

export const check = (about: string, holds: boolean, otherwise: string): Check => ({
  about,
  holds,
  otherwise,
});
