/**
 * A random pause between half of the given time and all of it, so that many callers do not retry at the same moment.
 * Its random source is predictable, which is allowed only here: nothing secret depends on the pause.
 */
export const jittered = (milliseconds: number): number => milliseconds * (0.5 + Math.random() / 2);
