/**
 * A random pause between half and all of the given time, so that many callers do not retry at the same moment. The only
 * use of a predictable random source: nothing secret depends on it.
 */
export const jittered = (milliseconds: number): number => milliseconds * (0.5 + Math.random() / 2);
