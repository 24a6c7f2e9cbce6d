import type { Translation } from './catalogue.ts';
import type { PageTexts } from './en.ts';

export const ptBR: Translation<PageTexts> = {
  start: {
    question: ({ organisation, partner, requestedBy, requestedAt }) => ({
      title: `Conectar ${organisation || 'a organização'} a ${partner || 'o parceiro'}?`,
      body: `${requestedBy} iniciou isto${requestedAt ? ` em ${requestedAt}` : ''}. Quem der o consentimento (${partner || 'o parceiro'}) permite que ${organisation || 'a organização'} abra sessões de assistência remota com a conta que essa pessoa tem lá. Continue somente se você age em nome de ${organisation || 'a organização'}.`,
    }),
    signInNote: ({ organisation }) =>
      `Primeiro, entre como alguém de ${organisation || 'a organização'} que possa alterar os parceiros dela.`,
    parkNote: ({ organisation }) =>
      `Depois, alguém de ${organisation || 'a organização'} que possa alterar os parceiros dela precisa confirmar a conta que deu o consentimento.`,
    signIn: 'Entrar e continuar',
    goOn: ({ partner }) => `Continuar: ${partner || 'o parceiro'}`,
  },
  offer: {
    question: ({ organisation, partner }) => ({
      title: `Quais dispositivos podem receber ajuda (${partner || 'o parceiro'})?`,
      body: `Uma conta foi criada lá (${partner || 'o parceiro'}), e ela não pode fazer nada. Dê a ela os direitos abaixo sobre os dispositivos de ${organisation || 'sua organização'}. Esta página continua sozinha.`,
    }),
    nothingGiven: ({ organisation, partner }) => ({
      title: `Conectar ${organisation || 'a organização'} a ${partner || 'o parceiro'}?`,
      body: `${partner || 'O parceiro'} não dá nada que possa ser retirado. A partir de agora, os links que levam até lá são entregues aqui e ficam na trilha de auditoria.`,
    }),
    account: 'Conta',
    rights: 'Direitos',
    open: 'Abrir a página',
    offers: 'O que foi dado',
    waiting: 'Nada ainda.',
    about: ({ name, devices, givenBy }) =>
      `${name}, ${devices === 1 ? '1 dispositivo' : `${devices} dispositivos`}${givenBy ? `, dado por ${givenBy}` : ''}`,
    missing: (rights) => `Falta: ${rights}`,
    excess: (rights) => `Demais, retire: ${rights}`,
    take: 'Conectar',
    refuse: 'Estes não',
    trouble: 'O parceiro não pode ser consultado agora. Esta página tenta de novo sozinha.',
  },
  launch: {
    over: {
      title: 'Este link já foi usado',
      body: 'Ele já foi aberto, ou a assistência terminou. Quem for ajudar pede o link novamente no lugar onde o obteve.',
    },
  },
  callback: {
    connected: ({ organisation, partner, account }) => ({
      title: `Conectado: ${partner || 'o parceiro'}`,
      body: `${organisation || 'Sua organização'} agora está conectada (${partner || 'o parceiro'})${account ? ` como ${account}` : ''}. Você pode fechar esta página.`,
    }),
    denied: ({ organisation, partner }) => ({
      title: 'Não conectado',
      body: `Você recusou o acesso (${partner || 'o parceiro'}). ${organisation || 'Sua organização'} não foi conectada. Para tentar de novo, inicie a conexão outra vez.`,
    }),
    parked: ({ organisation, partner, account }) => ({
      title: 'Aguardando confirmação',
      body: `Você deu o consentimento (${partner || 'o parceiro'})${account ? ` como ${account}` : ''}. Nada fica conectado até que alguém de ${organisation || 'a organização'} que possa alterar os parceiros dela confirme esta conta. Você pode fechar esta página.`,
    }),
    otherBrowser: ({ organisation }) => ({
      title: 'Não iniciado neste navegador',
      body: `Esta conexão de ${organisation || 'uma organização'} foi iniciada em outro navegador, ou não na página inicial dela. Nada foi alterado. Abra o link da conexão neste navegador.`,
    }),
    expired: () => ({
      title: 'Este link não funciona mais',
      body: 'Ele já foi usado, foi substituído por um mais novo ou expirou. Nada foi alterado. Inicie a conexão outra vez.',
    }),
    unknown: () => ({
      title: 'Este link não é válido',
      body: 'Ele não pertence a uma conexão iniciada aqui. Nada foi alterado.',
    }),
    failed: ({ organisation, partner }) => ({
      title: 'A conexão não foi concluída',
      body: `A conexão${organisation ? ` de ${organisation}` : ''} não foi concluída (${partner || 'o parceiro'}) ou foi desfeita nesse meio-tempo. Nada permanece conectado. Inicie a conexão outra vez.`,
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
