import { isObject } from '../../core/json.ts';
import { isSafeUrl } from '../../core/loopback.ts';
import { sentence } from '../../text/recorded/sentences.ts';
import { PartnerFailure } from '../partner-failure.ts';
import { type Answer, isTime } from './answer.ts';

/** A JSON object of the partner's, read member by member. What is not as promised is a {@link PartnerFailure} `broken`. */
export class Body {
  readonly #label: string;
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(label: string, value: unknown) {
    if (!isObject(value)) throw new PartnerFailure('broken', sentence('noJson', { call: label }));
    this.#label = label;
    this.#members = value;
  }

  static of(answer: Answer): Body {
    return new Body(answer.label, answer.json);
  }

  has(member: string): boolean {
    return this.#members[member] !== undefined;
  }

  string(member: string): string {
    return this.optionalString(member) ?? this.#wrong(member, 'aString');
  }

  /** `undefined` for absent, null and empty. */
  optionalString(member: string): string | undefined {
    const value = this.#members[member] ?? '';
    if (typeof value !== 'string') return this.#wrong(member, 'aString');
    return value === '' ? undefined : value;
  }

  boolean(member: string): boolean {
    const value = this.#members[member];
    return typeof value === 'boolean' ? value : this.#wrong(member, 'aBoolean');
  }

  /** A paging offset, opaque: some lists number their pages, others name them. */
  optionalOffset(member: string): string | undefined {
    const value = this.#members[member];
    return typeof value === 'number' ? String(value) : this.optionalString(member);
  }

  /** TeamViewer writes a session's state as a word, its schema as a number; `undefined` for all that is no word. */
  optionalWord(member: string): string | undefined {
    const value = this.#members[member];
    return typeof value === 'string' ? value.toLowerCase() : undefined;
  }

  /** Milliseconds since the epoch. */
  time(member: string): number {
    return this.optionalTime(member) ?? this.#wrong(member, 'aTime');
  }

  optionalTime(member: string): number | undefined {
    const text = this.optionalString(member);
    if (text === undefined) return undefined;
    const time = Date.parse(text);
    return isTime(time) ? time : this.#wrong(member, 'anIsoTime');
  }

  /** Milliseconds since the epoch; `undefined` for all that is no time. */
  knownTime(member: string): number | undefined {
    const value = this.#members[member];
    const time = typeof value === 'string' ? Date.parse(value) : undefined;
    return isTime(time) ? time : undefined;
  }

  /**
   * A link that people will follow, and whose address lets them in; `undefined` also for what others could read on its way. What cannot be
   * given out keeps nobody from closing what it leads to.
   */
  optionalLink(member: string): string | undefined {
    const value = this.#members[member];
    return typeof value === 'string' && isSafeUrl(value) ? value : undefined;
  }

  list(member: string): Body[] {
    const value = this.#members[member] ?? [];
    return Array.isArray(value) ? value.map((item) => new Body(this.#label, item)) : this.#wrong(member, 'aList');
  }

  #wrong(member: string, promised: 'aString' | 'aBoolean' | 'aTime' | 'anIsoTime' | 'aList'): never {
    throw new PartnerFailure('broken', sentence('wrongMember', { call: this.#label, member, why: sentence(promised) }));
  }
}
