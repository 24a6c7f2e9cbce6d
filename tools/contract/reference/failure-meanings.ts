import type { FailureName } from '../../../src/model/failures.ts';
import type { Text } from './text.ts';

/** When each failure is told, and what to do about it. */
export const failureMeanings: Readonly<Record<FailureName, Text>> = {
  versionUnknown: [
    'The address names a version that is not served. Use `v1.0`, `beta` or `assist`.',
    'O endereço indica uma versão que não é atendida. Use `v1.0`, `beta` ou `assist`.',
    '地址中的版本不受支持。请使用 `v1.0`、`beta` 或 `assist`。',
  ],
  segmentUnknown: [
    'The address has a segment that this version does not have.',
    'O endereço tem um segmento que não existe nesta versão.',
    '地址中有此版本不存在的段。',
  ],
  routeMissing: [
    'The address exists, but not with this HTTP method.',
    'O endereço existe, mas não com este método HTTP.',
    '地址存在，但不支持此 HTTP 方法。',
  ],
  tokenMissing: [
    'The request has no `Authorization: Bearer` header.',
    'A solicitação não tem o cabeçalho `Authorization: Bearer`.',
    '请求没有 `Authorization: Bearer` 标头。',
  ],
  tokenMalformed: ['What was sent is not a JWT.', 'O que foi enviado não é um JWT.', '发送的内容不是 JWT。'],
  tokenExpired: [
    'The token has expired. Get a new one.',
    'O token expirou. Obtenha um novo.',
    '令牌已过期。请获取新的令牌。',
  ],
  tokenNotYetValid: [
    'The token is not valid yet. Compare the clocks of the issuer and of the service.',
    'O token ainda não é válido. Compare os relógios do emissor e do serviço.',
    '令牌尚未生效。请对比颁发者与服务的时钟。',
  ],
  tokenAudience: [
    'The token was issued for another API. Ask for one whose audience the setting `issuers` names.',
    'O token foi emitido para outra API. Solicite um cuja audiência esteja na configuração `issuers`.',
    '令牌是为其他 API 颁发的。请获取其受众已列入设置 `issuers` 的令牌。',
  ],
  tokenInvalid: [
    'The issuer or the tenant is not accepted, the signature does not fit, or it is no access token; the log says which.',
    'O emissor ou o locatário não é aceito, a assinatura não confere ou não é um token de acesso; o log diz qual.',
    '颁发者或租户不被接受，签名不符，或不是访问令牌；日志说明是哪一种。',
  ],
  personalAccount: [
    'The token is of a personal account. Sign in with a work or school account.',
    'O token é de uma conta pessoal. Entre com uma conta corporativa ou de estudante.',
    '令牌属于个人帐户。请使用工作或学校帐户登录。',
  ],
  permissionMissing: [
    'The token grants none of the permissions named, or its person has no role that does; then `details` says so. Have one of them granted.',
    'O token não concede nenhuma das permissões citadas, ou a pessoa não tem função que a conceda; nesse caso, `details` o diz. Solicite a concessão de uma delas.',
    '令牌未授予所列的任何权限，或该用户没有授予它的角色（此时 `details` 会说明）。请获取其中之一。',
  ],
  applicationNotSupported: [
    'Application tokens are not accepted here. Sign in as a person, use beta, or set `permissions` to `current`.',
    'Tokens de aplicativo não são aceitos aqui. Entre como pessoa, use beta ou defina `permissions` como `current`.',
    '此处不接受应用程序令牌。请以用户身份登录、使用 beta，或将 `permissions` 设置为 `current`。',
  ],
  delegatedOnly: [
    '`me` needs the token of a person. An application uses `users/{id}`.',
    '`me` requer o token de uma pessoa. Um aplicativo usa `users/{id}`.',
    '`me` 需要用户的令牌。应用程序请使用 `users/{id}`。',
  ],
  operatorOnly: [
    'Only callers of the tenant of the setting `operatorTenant` may do this.',
    'Somente chamadores do locatário da configuração `operatorTenant` podem fazer isto.',
    '只有设置 `operatorTenant` 所指定租户的调用方才能执行此操作。',
  ],
  tenantNotApplicable: [
    'The organisation is unknown to this service, suspended, or without an active subscription.',
    'A organização é desconhecida deste serviço, está suspensa ou não tem uma assinatura ativa.',
    '此服务不认识该组织，或该组织已暂停，或没有有效的订阅。',
  ],
  selectUnknown: [
    '`$select` names a property that the type does not have in this version.',
    '`$select` indica uma propriedade que o tipo não tem nesta versão.',
    '`$select` 指定了该类型在此版本中没有的属性。',
  ],
  filterUnknown: [
    '`$filter` or `$orderby` names a property that the type does not have in this version.',
    '`$filter` ou `$orderby` indica uma propriedade que o tipo não tem nesta versão.',
    '`$filter` 或 `$orderby` 指定了该类型在此版本中没有的属性。',
  ],
  filterInvalid: [
    '`$filter` cannot be understood or evaluated, for the reason named.',
    '`$filter` não pode ser entendido ou avaliado, pelo motivo indicado.',
    '无法理解或计算 `$filter`，原因如消息所述。',
  ],
  orderByInvalid: [
    '`$orderby` cannot be understood or evaluated, for the reason named.',
    '`$orderby` não pode ser entendido ou avaliado, pelo motivo indicado.',
    '无法理解或计算 `$orderby`，原因如消息所述。',
  ],
  optionInvalid: [
    'A query option has a value that it cannot have.',
    'Uma opção de consulta tem um valor que não pode ter.',
    '查询选项的值无效。',
  ],
  optionNotAllowed: [
    'The query option does not exist for this request.',
    'A opção de consulta não existe para esta solicitação.',
    '此请求不支持该查询选项。',
  ],
  expandNotSupported: [
    'Nothing can be expanded. Ask for the related entities by their own address.',
    'Nada pode ser expandido. Solicite as entidades relacionadas pelo endereço delas.',
    '不支持展开。请通过相关实体自身的地址进行请求。',
  ],
  bodyPropertyUnknown: [
    'The body names a property that the type does not have in this version.',
    'O corpo indica uma propriedade que o tipo não tem nesta versão.',
    '正文指定了该类型在此版本中没有的属性。',
  ],
  bodyTypeUnknown: [
    '`@odata.type` names a type that does not fit here. Leave it out or correct it.',
    '`@odata.type` indica um tipo que não cabe aqui. Omita-o ou corrija-o.',
    '`@odata.type` 指定的类型在此处不适用。请省略或更正。',
  ],
  bodyNull: ['The property cannot be null.', 'A propriedade não pode ser null.', '该属性不能为 null。'],
  bodyValue: [
    'The value does not fit the type of the property.',
    'O valor não corresponde ao tipo da propriedade.',
    '值与属性的类型不符。',
  ],
  bodyEmpty: [
    'A body is needed and none was sent.',
    'É necessário um corpo, e nenhum foi enviado.',
    '需要正文，但未发送。',
  ],
  bodyMalformed: [
    'The body is not valid JSON, or is not an object.',
    'O corpo não é JSON válido ou não é um objeto.',
    '正文不是有效的 JSON，或不是对象。',
  ],
  bodyContentType: [
    'Send `Content-Type: application/json`.',
    'Envie `Content-Type: application/json`.',
    '请发送 `Content-Type: application/json`。',
  ],
  bodyNotEmpty: [
    'The action takes no parameters, and the body has some.',
    'A ação não aceita parâmetros, e o corpo contém algum.',
    '该操作不接受参数，但正文包含参数。',
  ],
  bodyTooLarge: [
    'The body is larger than the setting `maxBodyBytes` allows.',
    'O corpo é maior do que a configuração `maxBodyBytes` permite.',
    '正文超过了设置 `maxBodyBytes` 允许的大小。',
  ],
  bodyEncoding: [
    'The body is compressed in a way that is not supported. Use gzip or none.',
    'O corpo está compactado de uma forma sem suporte. Use gzip ou nenhuma compactação.',
    '正文的压缩方式不受支持。请使用 gzip 或不压缩。',
  ],
  entityNotFound: [
    'The organisation has nothing with this id. `details` names the type and the id.',
    'A organização não tem nada com este id. `details` indica o tipo e o id.',
    '组织中没有具有此 id 的内容。`details` 会指出类型和 id。',
  ],
  conflict: [
    'The state of the entity does not allow it. `details` says why.',
    'O estado da entidade não o permite. `details` diz por quê.',
    '实体的状态不允许此操作。`details` 会说明原因。',
  ],
  notPossible: [
    'It cannot be done as things are; the message says why.',
    'Não é possível na situação atual; a mensagem diz por quê.',
    '在当前情况下无法执行；消息会说明原因。',
  ],
  batchMalformed: [
    'The body of the `$batch` does not follow the format, for the reason named.',
    'O corpo do `$batch` não segue o formato, pelo motivo indicado.',
    '`$batch` 的正文不符合格式，原因如消息所述。',
  ],
  batchTooLarge: [
    'The `$batch` has too many requests. Split it.',
    'O `$batch` tem solicitações demais. Divida-o.',
    '`$batch` 中的请求过多。请将其拆分。',
  ],
  dependencyFailed: [
    'A request of the `$batch` was not run, because one named in its `dependsOn` failed.',
    'Uma solicitação do `$batch` não foi executada porque outra, citada em `dependsOn`, falhou.',
    '`$batch` 中的某个请求未执行，因为其 `dependsOn` 中的请求失败。',
  ],
  throttled: [
    'Too many requests. Come back after `Retry-After` seconds.',
    'Solicitações demais. Tente de novo após `Retry-After` segundos.',
    '请求过多。请在 `Retry-After` 秒后重试。',
  ],
  unavailable: [
    'The service cannot answer now. Come back after `Retry-After` seconds.',
    'O serviço não pode responder agora. Tente de novo após `Retry-After` segundos.',
    '服务目前无法响应。请在 `Retry-After` 秒后重试。',
  ],
  unexpected: [
    'Something went wrong in the service. Its log has the cause under the request id.',
    'Algo deu errado no serviço. O log dele registra a causa com o id da solicitação.',
    '服务内部出错。其日志在请求 id 下记录了原因。',
  ],
};
