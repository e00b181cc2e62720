import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import type { Holiday, Hours, TimeWindow, Weekday } from '../../core/src/routing/types.ts';

/** Opening hours as the editor asks for them. */
export const hoursFields = (displayOptions: IDisplayOptions): INodeProperties[] => [
  {
    displayName: 'Opening Hours',
    name: 'hours',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    default: { values: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' }] },
    placeholder: 'Add Hours',
    displayOptions,
    options: [
      {
        displayName: 'Hours',
        name: 'values',
        values: [
          {
            displayName: 'Days',
            name: 'days',
            type: 'multiOptions',
            options: [
              { name: 'Friday', value: 'fri' },
              { name: 'Monday', value: 'mon' },
              { name: 'Saturday', value: 'sat' },
              { name: 'Sunday', value: 'sun' },
              { name: 'Thursday', value: 'thu' },
              { name: 'Tuesday', value: 'tue' },
              { name: 'Wednesday', value: 'wed' },
            ],
            default: ['mon', 'tue', 'wed', 'thu', 'fri'],
          },
          { displayName: 'From', name: 'from', type: 'string', default: '09:00', placeholder: '09:00' },
          {
            displayName: 'To',
            name: 'to',
            type: 'string',
            default: '18:00',
            placeholder: '18:00',
            description: 'A time before From is of the next day',
          },
        ],
      },
    ],
  },
  {
    displayName: 'Holidays',
    name: 'holidays',
    type: 'string',
    default: '',
    placeholder: '01-01, 12-25, 2030-04-19',
    displayOptions,
    description: 'Days off with commas between them: MM-DD for every year, or YYYY-MM-DD',
  },
  {
    displayName: 'Time Zone',
    name: 'timeZone',
    type: 'string',
    default: '',
    placeholder: 'Europe/Madrid',
    displayOptions,
    description: 'The one of the workflow when left empty',
  },
];

interface HoursRow {
  readonly days?: readonly Weekday[];
  readonly from?: string;
  readonly to?: string;
}

type Read = (name: string, fallback?: unknown) => unknown;

/** The hours of those fields. */
export const hoursOf = (read: Read, timeZone: string): Hours => {
  const { values = [] } = (read('hours', {}) ?? {}) as { values?: readonly HoursRow[] };
  const week: Partial<Record<Weekday, TimeWindow[]>> = {};
  for (const { days = [], from = '00:00', to = '24:00' } of values)
    for (const day of days) {
      const windows = week[day] ?? [];
      windows.push({ from, to });
      week[day] = windows;
    }
  const holidays: Holiday[] = String(read('holidays', '') ?? '')
    .split(',')
    .map((date) => ({ date: date.trim() }))
    .filter(({ date }) => date);
  return {
    timeZone: String(read('timeZone', '') || timeZone),
    week,
    ...(holidays.length > 0 ? { holidays } : {}),
  };
};
