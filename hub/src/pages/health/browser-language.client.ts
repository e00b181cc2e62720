/// <reference lib="dom" />
import { isLocale, locale } from '@centralita/sandbox/phone/dom.client';

// The library of the charts gives it to Intl as soon as it is loaded: this stands before it.
if (!isLocale(navigator.language)) Object.defineProperty(navigator, 'language', { value: locale });
