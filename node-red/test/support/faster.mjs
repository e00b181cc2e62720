// Given to Node by `--import`: in this process an hour takes 3600 / TIME_FACTOR seconds, timers and clock alike.
const factor = Number(process.env.TIME_FACTOR);
const { setTimeout: later, setInterval: again } = globalThis;
const { now } = Date;
const start = now();

const sooner = (timer) => Object.assign((run, ms = 0, ...rest) => timer(run, ms / factor, ...rest), timer);
globalThis.setTimeout = sooner(later);
globalThis.setInterval = sooner(again);
Date.now = () => Math.round(start + (now() - start) * factor);
