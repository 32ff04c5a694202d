/**
 * Somewhere between half and the whole of a pause, so that many callers do not come back at the same moment. The one place
 * where chance may be one that somebody can guess: nothing is kept secret by it.
 */
export const jittered = (milliseconds: number): number => milliseconds * (0.5 + Math.random() / 2);
