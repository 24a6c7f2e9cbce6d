import type { Translation } from './catalogue.ts';
import type { PageTexts } from './en.ts';

export const ptBR: Translation<PageTexts> = {
  callback: {
    connected: ({ partner, account }) => ({
      title: `Conectado: ${partner || 'o parceiro'}`,
      body: `Sua organização agora está conectada (${partner || 'o parceiro'})${account ? ` como ${account}` : ''}. Você pode fechar esta página.`,
    }),
    denied: ({ partner }) => ({
      title: 'Não conectado',
      body: `Você recusou o acesso (${partner || 'o parceiro'}). Nada foi conectado. Para tentar de novo, inicie a conexão outra vez.`,
    }),
    expired: () => ({
      title: 'Este link não funciona mais',
      body: 'Ele já foi usado, foi substituído por um mais novo ou expirou. Nada foi alterado. Inicie a conexão outra vez.',
    }),
    unknown: () => ({
      title: 'Este link não é válido',
      body: 'Ele não pertence a uma conexão iniciada aqui. Nada foi alterado.',
    }),
    failed: ({ partner }) => ({
      title: 'A conexão não foi concluída',
      body: `A conexão não foi concluída (${partner || 'o parceiro'}) ou foi desfeita nesse meio-tempo. Nada permanece conectado. Inicie a conexão outra vez.`,
    }),
    unsettled: ({ partner }) => ({
      title: 'Não se sabe se há conexão',
      body: `A última etapa ficou sem resposta; por isso não se sabe se a conexão foi feita (${partner || 'o parceiro'}). Estamos garantindo que nada permaneça conectado; a trilha de auditoria diz como termina. Depois, inicie a conexão outra vez.`,
    }),
    unavailable: () => ({
      title: 'O serviço não pode ser usado agora',
      body: 'Nada foi alterado. Espere um minuto e carregue esta página novamente.',
    }),
  },
};
