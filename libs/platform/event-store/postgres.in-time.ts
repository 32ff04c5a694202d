/** @throws Error where the answer takes longer; it may still come, and is ignored */
export type InTime = <T>(answer: Promise<T>) => Promise<T>;

/** For answers that are awaited one at a time. They share one timer: to make one for each costs more than to restart it. */
export function inTime(ms: number): InTime {
  let giveUp: (error: Error) => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const late = () => {
    giveUp(new Error('no answer in time'));
  };
  return (answer) =>
    new Promise((resolve, reject) => {
      giveUp = reject;
      // The connection keeps the process alive while an answer is awaited, and the timer must not do so after it.
      timer = timer?.refresh() ?? setTimeout(late, ms).unref();
      answer.then(resolve, reject);
    });
}
