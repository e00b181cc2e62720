import type { Consumer } from '@centralita/core/consumer';

/** Forgets the templates of an account when the provider says that one of them changed. */
export const createTemplateNews = (forgetBusiness: (businessId: string) => void): Consumer => ({
  name: 'template-news',
  types: ['template.changed'],
  handle: async (event) => {
    if (event.type === 'template.changed' && event.data.account.businessId)
      forgetBusiness(event.data.account.businessId);
    return [];
  },
  perform: async () => ({ state: 'done' }),
});
