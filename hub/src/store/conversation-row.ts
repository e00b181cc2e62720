import { type CaseNumberFormat, showCaseNumber } from '@centralita/core/cases';
import type { ConversationId, ConversationState, TeamId, UserId } from '@centralita/core/model';
import type { Database } from './database.ts';

/** What a team changes about a conversation, as it is stored. */
export interface ConversationRow {
  readonly no: number;
  readonly id: ConversationId;
  readonly contact: number;
  readonly account: number;
  readonly state: ConversationState;
  readonly team: TeamId | null;
  readonly assignee: UserId | null;
  /** JSON. */
  readonly tags: string;
  readonly priority: number;
  readonly caseNumber: string;
  readonly slackChannel: string | null;
  readonly byDefault: number;
  readonly routed: 'rules' | 'person' | null;
  /** JSON. */
  readonly route: string | null;
  readonly snoozedUntil: number | null;
  readonly createdAt: number;
  readonly unanswered: number;
  readonly waitingSince: number | null;
  readonly firstResponseAt: number | null;
  readonly dueAt: number | null;
  readonly overdue: number;
  readonly lockUser: UserId | null;
  readonly lockUntil: number | null;
}

const changeable = {
  state: 'state',
  team: 'team',
  assignee: 'assignee',
  tags: 'tags',
  priority: 'priority',
  slackChannel: 'slack_channel',
  byDefault: 'by_default',
  routed: 'routed',
  route: 'route',
  snoozedUntil: 'snoozed_until',
  unanswered: 'unanswered',
  waitingSince: 'waiting_since',
  firstResponseAt: 'first_response_at',
  dueAt: 'due_at',
  overdue: 'overdue',
  lockUser: 'lock_user',
  lockUntil: 'lock_until',
} as const satisfies Partial<Record<keyof ConversationRow, string>>;

export type ConversationSet = Partial<Pick<ConversationRow, keyof typeof changeable>>;

const columns = [
  'no, id, contact, account, case_number as "caseNumber", created_at as "createdAt"',
  ...Object.entries(changeable).map(([name, column]) => `${column} as "${name}"`),
].join(', ');

export const conversationRow = (db: Database, no: number): ConversationRow | undefined =>
  db.prepare<ConversationRow>(`select ${columns} from conversations where no = $1`).get(no);

/** Only inside a write. */
export const setConversation = (db: Database, no: number, set: ConversationSet): void => {
  const entries = Object.entries(set) as [keyof typeof changeable, string | number | null][];
  if (entries.length === 0) return;
  const assignments = entries.map(([name], index) => `${changeable[name]} = $${index + 1}`);
  db.prepare(`update conversations set ${assignments.join(', ')} where no = $${entries.length + 1}`).run(
    ...entries.map(([, value]) => value),
    no,
  );
};

/** What events say of it. */
export const conversationPart = (row: ConversationRow, format: CaseNumberFormat) => {
  const tags = JSON.parse(row.tags) as string[];
  return {
    state: row.state,
    caseNumber: showCaseNumber(row.caseNumber, format),
    ...(row.team ? { teamId: row.team } : {}),
    ...(row.assignee ? { assigneeId: row.assignee } : {}),
    ...(row.priority ? { priority: row.priority } : {}),
    ...(tags.length > 0 ? { tags } : {}),
  };
};
