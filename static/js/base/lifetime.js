// Timers that end with what they belong to.

// The same functions, whose timers are gone once `signal` is aborted.
export function timersUntil(signal, { setTimeout, clearTimeout, ...others }) {
  const waiting = new Set();
  signal.addEventListener("abort", () => waiting.forEach((timer) => clearTimeout(timer)), { once: true });
  return {
    ...others,
    setTimeout(run, delay) {
      if (signal.aborted) return undefined;
      const timer = setTimeout(() => {
        waiting.delete(timer);
        run();
      }, delay);
      waiting.add(timer);
      return timer;
    },
    clearTimeout(timer) {
      waiting.delete(timer);
      clearTimeout(timer);
    },
  };
}
