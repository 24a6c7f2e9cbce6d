import type { OnboardingOutcome } from '../assist/partner/complete-onboarding.ts';
import type { Language } from './language.ts';

export interface CallbackText {
  readonly title: string;
  readonly body: string;
}

/** The words of the callback page, in each language. */
export const callbackTexts: Readonly<Record<Language, (outcome: OnboardingOutcome) => CallbackText>> = {
  en: (outcome) => {
    const partner = nameOf(outcome, 'the partner');
    switch (outcome.kind) {
      case 'connected':
        return {
          title: `Connected to ${partner}`,
          body: `Your organisation is now connected to ${partner}${outcome.account ? ` as ${outcome.account}` : ''}. You can close this page.`,
        };
      case 'denied':
        return {
          title: 'Not connected',
          body: `You declined at ${partner}. Nothing was connected. To try again, begin the connection anew.`,
        };
      case 'expired':
        return {
          title: 'This link no longer works',
          body: 'It was used before, replaced by a newer one, or has expired. Nothing was changed. Begin the connection anew.',
        };
      case 'unknown':
        return {
          title: 'This link is not valid',
          body: 'It does not belong to a connection that was begun here. Nothing was changed.',
        };
      case 'failed':
        return {
          title: 'The connection was not completed',
          body: `${partner === 'the partner' ? 'The partner' : partner} did not complete the connection, or it was taken back meanwhile. Nothing stays connected. Begin the connection anew.`,
        };
    }
  },
  'pt-BR': (outcome) => {
    const partner = nameOf(outcome, 'o parceiro');
    switch (outcome.kind) {
      case 'connected':
        return {
          title: `Conectado: ${partner}`,
          body: `Sua organização agora está conectada (${partner})${outcome.account ? ` como ${outcome.account}` : ''}. Você pode fechar esta página.`,
        };
      case 'denied':
        return {
          title: 'Não conectado',
          body: `Você recusou o acesso (${partner}). Nada foi conectado. Para tentar de novo, inicie a conexão outra vez.`,
        };
      case 'expired':
        return {
          title: 'Este link não funciona mais',
          body: 'Ele já foi usado, foi substituído por um mais novo ou expirou. Nada foi alterado. Inicie a conexão outra vez.',
        };
      case 'unknown':
        return {
          title: 'Este link não é válido',
          body: 'Ele não pertence a uma conexão iniciada aqui. Nada foi alterado.',
        };
      case 'failed':
        return {
          title: 'A conexão não foi concluída',
          body: `A conexão não foi concluída (${partner}) ou foi desfeita nesse meio-tempo. Nada permanece conectado. Inicie a conexão outra vez.`,
        };
    }
  },
  'zh-CN': (outcome) => {
    const partner = nameOf(outcome, '合作伙伴');
    switch (outcome.kind) {
      case 'connected':
        return {
          title: `已连接到 ${partner}`,
          body: `你的组织现已连接到 ${partner}${outcome.account ? `（帐户 ${outcome.account}）` : ''}。你可以关闭此页面。`,
        };
      case 'denied':
        return { title: '未连接', body: `你在 ${partner} 处拒绝了授权，未建立任何连接。如需重试，请重新开始连接。` };
      case 'expired':
        return {
          title: '此链接已失效',
          body: '它已被使用、已被较新的链接取代，或已过期。未做任何更改。请重新开始连接。',
        };
      case 'unknown':
        return { title: '此链接无效', body: '它不属于在此处开始的任何连接。未做任何更改。' };
      case 'failed':
        return {
          title: '连接未完成',
          body: `${partner} 未能完成连接，或连接在此期间已被取消。没有保留任何连接。请重新开始连接。`,
        };
    }
  },
};

function nameOf(outcome: OnboardingOutcome, fallback: string): string {
  return ('partner' in outcome && outcome.partner) || fallback;
}
