import { tell } from '../../src/model/failures.ts';

const context = { url: '', activityId: '', authorizationUri: '', clientId: '' };

/** The status and the message that a client would get; a failure that is none of the table's shows as 500. */
export function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    const { status, message } = tell(error, context);
    return `${status} ${message}`;
  }
  return 'nothing refused';
}
