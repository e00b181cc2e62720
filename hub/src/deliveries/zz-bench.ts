import { fork } from 'node:child_process';
import { anybody, startHub, type TestHub } from './testing/hub.ts';
const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms));
const child = fork('/tmp/bench-d/receiver.mjs', ['45671'], { execArgv: [] });
await new Promise((r) => child.once('message', r));
const url = 'http://127.0.0.1:45671';
const stats = async () => (await fetch(`${url}/stats`, { method: 'POST', body: '{}' })).json() as Promise<{ count: number; p50: number; p99: number }>;
const pad = 'x'.repeat(900);
let n = 0;
const one = (hub: TestHub, type = 'message.received') => {
  n++;
  hub.store.log.append({ type, lane: (n % 500) * 4, account: null, contact: null, at: 0, body: JSON.stringify({ id: `ev_${String(n).padStart(20, '0')}`, type, timestamp: '', data: { sent: performance.timeOrigin + performance.now(), pad, hub: {} } }) });
};
// 1 throughput
{
  const hub = await startHub();
  for (let i = 0; i < 20; i++) await hub.store.write(() => { for (let j = 0; j < 1000; j++) one(hub); });
  await stats();
  const t = performance.now(); const cpu = process.cpuUsage();
  await hub.services.subscriptions.put('a', { url, from: '0' }, anybody);
  while ((await hub.services.subscriptions.get('a')).lag > 0) await sleep(50);
  const s = (performance.now() - t) / 1000; const c = process.cpuUsage(cpu);
  console.log('one subscription, 20000 events backlog:', Math.round(20000 / s), 'deliveries/s; CPU per delivery', ((c.user + c.system) / 20000).toFixed(0), 'us', await stats());
  await hub.end();
}
// 2 latency
for (const [rate, subs] of [[1000, 3], [100, 3], [1000, 1]] as const) {
  const hub = await startHub();
  for (let i = 0; i < subs; i++) await hub.services.subscriptions.put(`s${i}`, { url }, anybody);
  await stats();
  const t = performance.now(); let sent = 0; const commits: number[] = [];
  const cpu = process.cpuUsage();
  while (performance.now() - t < 8000) {
    const due = Math.floor(((performance.now() - t) / 1000) * rate);
    while (sent < due) { sent++; const b = performance.now(); void hub.store.write(() => one(hub)).then(() => commits.push(performance.now() - b)); }
    await sleep(1);
  }
  await sleep(1500);
  const c = process.cpuUsage(cpu);
  commits.sort((a, b) => a - b);
  console.log(`${rate}/s, ${subs} subscribers`, await stats(), 'sent', sent, 'commit p50', commits[commits.length >> 1]?.toFixed(2), 'cpu', ((c.user + c.system) / 9.5e4).toFixed(0) + '%');
  await hub.end();
}
// 3 idle filters
for (const subs of [0, 10, 0, 10]) {
  const hub = await startHub();
  for (let i = 0; i < subs; i++) await hub.services.subscriptions.put(`s${i}`, { url, types: ['call.changed'] }, anybody);
  await sleep(100);
  const cpu = process.cpuUsage(); const t = performance.now();
  for (let i = 0; i < 10000; i++) await hub.store.write(() => one(hub));
  const c = process.cpuUsage(cpu);
  console.log(`${subs} idle-filter subscriptions, 10000 commits of one: CPU per event`, ((c.user + c.system) / 10000).toFixed(1), 'us, wall', ((performance.now() - t) / 10).toFixed(1), 'us/event');
  const cpu2 = process.cpuUsage();
  for (let i = 0; i < 2000; i++) await hub.store.write(() => { for (let j = 0; j < 32; j++) one(hub); });
  const c2 = process.cpuUsage(cpu2);
  console.log(`${subs} idle-filter subscriptions, commits of 32: CPU per event`, ((c2.user + c2.system) / 64000).toFixed(2), 'us');
  await hub.end();
}
// 4 saturation
for (const subs of [0, 3, 10]) {
  const hub = await startHub();
  for (let i = 0; i < subs; i++) await hub.services.subscriptions.put(`s${i}`, { url }, anybody);
  await stats();
  let done = 0; const t = performance.now(); let stop = false;
  const writers = Array.from({ length: 64 }, async () => { while (!stop) { await hub.store.write(() => one(hub)); done++; await new Promise((r) => setImmediate(r)); } });
  await sleep(5000); stop = true; await Promise.all(writers);
  const s = (performance.now() - t) / 1000;
  console.log(`saturated, ${subs} subscriptions: ${Math.round(done / s)} writes/s, deliveries/s`, Math.round((await stats()).count / s));
  await hub.end();
}
child.kill();
