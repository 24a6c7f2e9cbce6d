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
  receipt: {
    title: 'Comprovante de desconexão',
    interimTitle: 'Não é definitivo: desconexão em andamento',
    interim:
      'Esta era a situação quando a página foi criada. Ela não comprova o fim. Peça o comprovante novamente quando tudo tiver terminado.',
    status: {
      pending: 'Em andamento',
      proven: 'Concluída e confirmada pelo parceiro',
      unconfirmed: 'Concluída, mas nem tudo foi confirmado pelo parceiro',
      failing: 'Em andamento; a última tentativa falhou',
    },
    kind: {
      partner: 'Um parceiro',
      tenant: 'Todos os parceiros da organização',
      severance: 'Um conector, para todas as organizações',
    },
    labels: {
      organisation: 'Organização',
      kind: 'O que foi desconectado',
      status: 'Situação',
      requestedBy: 'Solicitado por',
      application: 'Com o aplicativo',
      from: 'A partir do endereço',
      operator: 'Pelo operador, da organização',
      reason: 'Motivo',
      ticket: 'Chamado',
      requestedDateTime: 'Solicitado em',
      completedDateTime: 'Concluído em',
      disconnect: 'Desconexão',
      timeStamp: 'Carimbo do tempo',
      trail: 'Trilha de auditoria na emissão',
      madeAt: 'Comprovante emitido em',
      madeBy: 'Emitido por',
    },
    sessions: 'Sessões que estavam abertas',
    retirement: ({ connector, grant }) => `Acesso em ${connector} (concessão ${grant})`,
    steps: 'Etapas',
    notEstablished: 'Não verificado',
    everythingElse: 'O que este comprovante não declara não é comprovado por ele.',
    events: 'Eventos da trilha de auditoria',
    none: 'Nenhum.',
    more: (count) => `… e mais ${count}, no texto assinado abaixo.`,
    signed: 'Texto assinado (JWS)',
    verify: ({ keys }) =>
      `O que vale é este texto, e não a página ao redor dele. Salve-o em um arquivo e verifique-o com assistd receipt verify ou com qualquer biblioteca de JWS e as chaves em ${keys}.`,
  },
};
