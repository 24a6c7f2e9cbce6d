import channels from 'node:diagnostics_channel';

const answer = 'http.server.response.finish';

/** In milliseconds. */
const rest = 1000;

/**
 * What a start has no time for: done in the order of the calls, a second after this process has first answered a request, or at its end
 * where that comes sooner. Without any answer it is not done.
 * @param {() => void} work
 */
export function afterFirstAnswer(work) {
  const once = () => {
    clearTimeout(timer);
    process.off('exit', once);
    work();
  };
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const answered = () => {
    channels.unsubscribe(answer, answered);
    process.once('exit', once);
    timer = setTimeout(once, rest).unref();
  };
  channels.subscribe(answer, answered);
}
