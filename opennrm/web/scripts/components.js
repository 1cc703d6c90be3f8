import {
  Button,
  ErrorSummary,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
} from "govuk-frontend";

import { ServersCharacterCount } from "./character_count.js";

const COMPONENTS = [
  Button,
  ErrorSummary,
  PasswordInput,
  ServersCharacterCount,
  ServiceNavigation,
  SkipLink,
];

/**
 * Start the components in a part of the page that have not been started yet.
 *
 * @param {Document | Element} scope - the page, or a part that was put into it
 */
export function startComponents(scope) {
  for (const Component of COMPONENTS) {
    const selector = `[data-module="${Component.moduleName}"]:not([data-${Component.moduleName}-init])`;
    const found = [...scope.querySelectorAll(selector)];
    if (scope instanceof Element && scope.matches(selector)) {
      found.unshift(scope);
    }
    for (const element of found) {
      new Component(element);
    }
  }
}
