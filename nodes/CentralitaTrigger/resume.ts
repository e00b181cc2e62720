import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

const timeoutMs = 10_000;

/**
 * Posts a tap to the waiting execution at this n8n's own address. True when it was reached, whatever it said: an
 * answer that came before, or too late, changes nothing. False when it was not, and the tap should be a reply as usual.
 */
export const resume = async (
  node: IWebhookFunctions,
  path: string,
  responder: { readonly [name: string]: string | undefined },
): Promise<boolean> => {
  const origin = new URL(node.getNodeWebhookUrl('default') as string).origin;
  try {
    const { statusCode } = (await node.helpers.httpRequest({
      method: 'POST',
      url: origin + path,
      body: { responder: responder as IDataObject },
      json: true,
      returnFullResponse: true,
      ignoreHttpStatusErrors: true,
      disableFollowRedirect: true,
      timeout: timeoutMs,
    })) as { statusCode: number };
    if (statusCode >= 400)
      node.logger.warn(`Centralita: a tap was not taken by its execution (${statusCode})`);
    return true;
  } catch (error) {
    node.logger.warn(
      `Centralita: a tap could not be handed to its waiting execution, since this n8n does not reach itself at ${origin} (${(error as Error).message}). Check WEBHOOK_URL; "Add a Link" in Send and Wait works without.`,
    );
    return false;
  }
};
