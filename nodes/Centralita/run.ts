import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { itemFailure, toNodeError } from '../shared/errors.ts';
import { refuse } from '../shared/faults.ts';
import { operations, type Result } from './operations/index.ts';
import { routeItem } from './operations/route.ts';
import { sendAndWait } from './operations/wait.ts';

/** The item loop, continue-on-fail and pairing of every operation. */
export const run = async (node: IExecuteFunctions): Promise<INodeExecutionData[][]> => {
  const operation = node.getNodeParameter('operation', 0) as string;
  const outputs: INodeExecutionData[][] = node.getNodeOutputs().map(() => []);
  const first = outputs[0] ?? [];
  if (outputs.length === 0) outputs.push(first);

  const act = async (item: number): Promise<void> => {
    if (operation === 'route') {
      const { output, data } = await routeItem(node, item);
      (outputs[output] ?? first).push(data);
      return;
    }
    const perform = operations[operation];
    if (!perform)
      throw refuse('unsupported', `there is no operation "${operation}"`, 'Choose another operation.');
    first.push(...itemsOf(await perform(node, item, operation), item));
  };

  if (operation === 'sendAndWait') {
    // It waits once, whatever the number of items.
    await guarded(node, first, 0, async () => {
      first.push(...(await sendAndWait(node)));
    });
    return outputs;
  }
  const count = node.getInputData().length;
  for (let item = 0; item < count; item += 1) await guarded(node, first, item, () => act(item));
  return outputs;
};

const guarded = async (
  node: IExecuteFunctions,
  output: INodeExecutionData[],
  item: number,
  act: () => Promise<void>,
): Promise<void> => {
  try {
    await act();
  } catch (error) {
    const told = toNodeError(node.getNode(), error, item);
    if (!node.continueOnFail()) throw told;
    output.push({ json: { ...itemFailure(error) }, pairedItem: { item } });
  }
};

const isItem = (result: Result): result is INodeExecutionData =>
  !Array.isArray(result) && 'json' in result && 'binary' in result;

const itemsOf = (result: Result, item: number): INodeExecutionData[] => {
  if (isItem(result)) return [{ ...result, pairedItem: { item } }];
  return [result].flat().map((json) => ({ json, pairedItem: { item } }));
};
