/// <reference lib="dom" />
import { el, locale } from '@centralita/sandbox/phone/dom.client';
import './browser-language.client.ts';
import uPlot from 'uplot';

const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, notation: 'compact' });
export const numberText = (value: number): string => numbers.format(value);

const dark = matchMedia('(prefers-color-scheme: dark)');
const redraws = new Map<HTMLElement, () => void>();
dark.addEventListener('change', () => {
  for (const [place, redraw] of redraws) {
    if (place.isConnected) redraw();
    else redraws.delete(place);
  }
});

const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const axis = (): uPlot.Axis => ({
  stroke: colour('--ink-3'),
  font: '11px system-ui, sans-serif',
  grid: { stroke: colour('--line'), width: 1 },
  ticks: { show: false },
});

type Make = (width: number) => uPlot;

/** The picture with its words: who does not see the line is told the same. */
const figure = (label: string, make: Make): HTMLElement => {
  const place = el('div', { class: 'chart', role: 'img', 'aria-label': label });
  let drawn: uPlot | undefined;
  const draw = () => {
    drawn?.destroy();
    drawn = undefined;
    const width = place.clientWidth;
    if (width === 0) return;
    drawn = make(width);
    place.append(drawn.root);
  };
  new ResizeObserver(() => {
    if (drawn && drawn.width !== place.clientWidth)
      drawn.setSize({ width: place.clientWidth, height: drawn.height });
    else if (!drawn) draw();
  }).observe(place);
  redraws.set(place, draw);
  return place;
};

const host = (): HTMLElement => document.createElement('div');

/** A line over time; points are milliseconds and values. */
export const lineChart = (label: string, points: readonly (readonly [number, number])[]): HTMLElement =>
  figure(label, (width) => {
    const accent = colour('--accent');
    return new uPlot(
      {
        width,
        height: 132,
        legend: { show: false },
        cursor: { y: false, points: { size: 7 } },
        padding: [8, 26, 0, 0],
        scales: { x: { time: true }, y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
        axes: [
          { ...axis(), size: 28, values: hours },
          { ...axis(), size: 40, values: (_, values) => values.map(numberText) },
        ],
        series: [
          {},
          {
            stroke: accent,
            width: 2,
            fill: `${accent}1f`,
            points: { show: false },
          },
        ],
      },
      [points.map(([at]) => at / 1000), points.map(([, value]) => value)],
      host(),
    );
  });

const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const hours: uPlot.Axis.DynamicValues = (plot, values, _axis, _space, step) => {
  const span = (plot.scales.x?.max ?? 0) - (plot.scales.x?.min ?? 0);
  const shown = span > 2 * 86_400 ? day : step < 60 ? seconds : clock;
  return values.map((at) => shown.format(at * 1000));
};

/** Bars side by side, each with its name under it. */
export const barChart = (
  label: string,
  bars: readonly (readonly [name: string, value: number])[],
): HTMLElement =>
  figure(label, (width) => {
    const accent = colour('--accent');
    return new uPlot(
      {
        width,
        height: 176,
        legend: { show: false },
        cursor: { show: false },
        padding: [20, 8, 0, 0],
        scales: {
          x: { time: false, range: [-0.6, bars.length - 0.4] },
          y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] },
        },
        axes: [
          {
            ...axis(),
            size: 28,
            grid: { show: false },
            splits: () => bars.map((_, index) => index),
            values: (_, places) => places.map((at) => bars[at]?.[0] ?? ''),
          },
          { ...axis(), size: 40, values: (_, values) => values.map(numberText) },
        ],
        series: [
          {},
          {
            stroke: accent,
            fill: `${accent}4d`,
            ...(uPlot.paths.bars ? { paths: uPlot.paths.bars({ size: [0.55, 72], radius: 0.12 }) } : {}),
            points: { show: false },
          },
        ],
        hooks: {
          draw: [
            (plot) => {
              const { ctx } = plot;
              ctx.save();
              ctx.fillStyle = colour('--ink-2');
              ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
              ctx.textAlign = 'center';
              bars.forEach(([, value], index) => {
                const x = plot.valToPos(index, 'x', true);
                ctx.fillText(numberText(value), x, plot.valToPos(value, 'y', true) - 6 * devicePixelRatio);
              });
              ctx.restore();
            },
          ],
        },
      },
      [bars.map((_, index) => index), bars.map(([, value]) => value)],
      host(),
    );
  });
