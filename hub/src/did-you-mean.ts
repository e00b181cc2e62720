export { didYouMean, suggestion } from '@centralita/core/did-you-mean';
