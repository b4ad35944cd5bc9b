import type { Operation } from '@drystone/access';
import type { PlaceOfPage } from '#lib/place.ts';
import type { PageServices } from './page-services.ts';

declare global {
  namespace App {
    interface Locals extends PageServices {
      /** The visitor's choice; absent means as the device says. */
      theme: 'light' | 'dark' | undefined;
    }
    interface Error {
      /** Given to the visitor to quote when they report a failure. */
      requestId?: string;
    }
    interface PageData {
      readonly place: PlaceOfPage;
      readonly theme: 'light' | 'dark' | undefined;
      /** A desk fills the screen, without the head and foot of the guide. */
      readonly frame?: 'desk';
      /** What whoever is here may do somewhere, as far as links of the head ask. */
      readonly mayDo?: readonly Operation[];
    }
    interface PageState {
      readonly [key: string]: never;
    }
  }
}

export {};
