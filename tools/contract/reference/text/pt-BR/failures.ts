import type { Translation } from '../../../../../src/text/catalogue.ts';
import type { ReferenceTexts } from '../reference-texts.ts';

export const failures: Translation<ReferenceTexts['failures']> = {
  hostInvalid: 'A solicitação não tem cabeçalho `Host`, tem dois, ou um que não indica um host.',
  protocolVersion:
    'O cliente só aceita respostas do OData 3.0 ou anterior, ou declara que o corpo está escrito em uma versão diferente de 4.0 ou 4.01.',
  versionUnknown: 'O endereço indica uma versão que não é atendida. Use `v1.0`, `beta` ou `assist`.',
  segmentUnknown: 'O endereço tem um segmento que não existe nesta versão.',
  routeMissing: 'O endereço existe, mas não com este método HTTP.',
  tokenMissing: 'A solicitação não tem o cabeçalho `Authorization: Bearer`.',
  tokenMalformed: 'O que foi enviado não é um JWT.',
  tokenExpired: 'O token expirou. Obtenha um novo.',
  tokenNotYetValid: 'O token ainda não é válido. Compare os relógios do emissor e do serviço.',
  tokenAudience: 'O token foi emitido para outra API. Solicite um cuja audiência esteja na configuração `issuers`.',
  tokenInvalid:
    'O emissor ou o locatário não é aceito, a assinatura não confere ou não é um token de acesso; o log diz qual.',
  personalAccount: 'O token é de uma conta pessoal. Entre com uma conta corporativa ou de estudante.',
  permissionMissing:
    'O token não concede nenhuma das permissões citadas, ou a pessoa não tem função que a conceda; nesse caso, `details` o diz. Solicite a concessão de uma delas.',
  applicationNotSupported:
    'Tokens de aplicativo não são aceitos aqui. Entre como pessoa, use beta ou defina `permissions` como `current`.',
  delegatedOnly: '`me` requer o token de uma pessoa. Um aplicativo usa `users/{id}`.',
  operatorOnly: 'Somente chamadores do locatário da configuração `operatorTenant` podem fazer isto.',
  tenantNotApplicable: 'A organização é desconhecida deste serviço, está suspensa ou não tem uma assinatura ativa.',
  selectUnknown: '`$select` indica uma propriedade que o tipo não tem nesta versão.',
  filterUnknown: '`$filter` ou `$orderby` indica uma propriedade que o tipo não tem nesta versão.',
  filterInvalid: '`$filter` não pode ser entendido ou avaliado, pelo motivo indicado.',
  orderByInvalid: '`$orderby` não pode ser entendido ou avaliado, pelo motivo indicado.',
  optionInvalid: 'Uma opção de consulta tem um valor que não pode ter.',
  optionNotAllowed: 'A opção de consulta não existe para esta solicitação.',
  expandNotSupported: 'Nada pode ser expandido. Solicite as entidades relacionadas pelo endereço delas.',
  bodyPropertyUnknown: 'O corpo indica uma propriedade que o tipo não tem nesta versão.',
  bodyTypeUnknown: '`@odata.type` indica um tipo que não cabe aqui. Omita-o ou corrija-o.',
  bodyNull: 'A propriedade não pode ser null.',
  bodyValue: 'O valor não corresponde ao tipo da propriedade.',
  bodyEmpty: 'É necessário um corpo, e nenhum foi enviado.',
  bodyMalformed: 'O corpo não é JSON válido ou não é um objeto.',
  bodyContentType: 'Envie `Content-Type: application/json`.',
  bodyCharset: 'O corpo não está escrito em UTF-8 nem no conjunto de caracteres que o `Content-Type` declara.',
  bodyReference: 'O corpo define uma referência a outra entidade (`…@odata.bind`), que nenhum recurso aceita.',
  bodyTwice:
    'O corpo fornece uma propriedade duas vezes, com maiúsculas e minúsculas diferentes (`notes`, `Notes`): não se adivinha qual vale.',
  bodyNotEmpty: 'A ação não aceita parâmetros, e o corpo contém algum.',
  bodyTooLarge: 'O corpo é maior do que a configuração `maxBodyBytes` permite.',
  bodyTooNested: 'O corpo tem matrizes ou objetos em mais níveis do que qualquer operação precisa.',
  bodyTooManyValues: 'O corpo contém valores demais para o seu tamanho. Envie várias solicitações menores.',
  bodyEncoding:
    'O corpo está compactado de uma forma sem suporte. Use gzip ou nenhuma compactação; uma solicitação dentro de um `$batch` nunca é compactada sozinha.',
  entityNotFound: 'A organização não tem nada com este id. `details` indica o tipo e o id.',
  directoryObjectNotFound:
    'O diretório não tem ninguém nem nada com este id. Sem diretório próprio, o serviço conhece quem chama e não pode listar pessoas.',
  conflict: 'O estado da entidade não o permite. `details` diz por quê.',
  notPossible: 'Não é possível na situação atual; a mensagem diz por quê.',
  batchMalformed: 'O corpo do `$batch` não segue o formato, pelo motivo indicado.',
  batchTooLarge: 'O `$batch` tem solicitações demais. Divida-o.',
  dependencyFailed: 'Uma solicitação do `$batch` não foi executada porque outra, citada em `dependsOn`, falhou.',
  throttled: 'Solicitações demais. Tente de novo após `Retry-After` segundos.',
  unavailable: 'O serviço não pode responder agora. Tente de novo após `Retry-After` segundos.',
  unexpected: 'Algo deu errado no serviço. O log dele registra a causa com o id da solicitação.',
};
