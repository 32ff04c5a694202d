/** Waits for an answer with a time limit. @throws Error if the answer takes longer; a late answer is ignored */
export type InTime = <T>(answer: Promise<T>) => Promise<T>;

/**
 * Makes the time limit for answers that are awaited one at a time. They share a timer, since restarting it is cheap.
 */
export function inTime(ms: number): InTime {
  let giveUp: (error: Error) => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const late = () => {
    giveUp(new Error('no answer in time'));
  };
  return (answer) =>
    new Promise((resolve, reject) => {
      giveUp = reject;
      // While an answer is awaited, the connection keeps the process alive; after it, the timer must not.
      timer = timer?.refresh() ?? setTimeout(late, ms).unref();
      answer.then(resolve, reject);
    });
}
