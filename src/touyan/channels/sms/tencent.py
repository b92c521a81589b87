"""Tencent Cloud's text messages, through its own library, which signs each request (TC3-HMAC-SHA256)."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111.models import SendSmsRequest, SendSmsResponse
from tencentcloud.sms.v20210111.sms_client import SmsClient

from touyan.channels.sms.text import Text
from touyan.channels.states import NotSent

SECONDS = 10
"""Of waiting for an answer; the lease of a message is much longer."""
TAKEN = "Ok"
REACHED_NOT = _("The provider of text messages cannot be reached.")
NUMBER = _("The provider says that no text message can go to this number.")
WORDS = _("The provider does not accept what the message says.")
TOO_MANY = _("The provider lets this number have no more messages for a while.")
ACCOUNT = _("The provider does not accept the town's key, signature, template or balance.")
BUSY = _("The provider could not send it now.")

FINAL: dict[str, Promise] = {
    "FailedOperation.PhoneNumberInBlacklist": NUMBER,
    "FailedOperation.PhoneNumberParseFail": NUMBER,
    "InvalidParameterValue.IncorrectPhoneNumber": NUMBER,
    "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone": NUMBER,
    "UnsupportedOperation.GlobalTemplateToChineseMainlandPhone": NUMBER,
    "FailedOperation.ContainSensitiveWord": WORDS,
    "InvalidParameter.DirtyWordFound": WORDS,
    "InvalidParameterValue.ContentLengthLimit": WORDS,
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": WORDS,
    "InvalidParameterValue.TemplateParameterFormatError": WORDS,
    "InvalidParameterValue.TemplateParameterLengthLimit": WORDS,
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": WORDS,
}
"""Trying again cannot help: it is given up, and the desk shows it."""
LATER: dict[str, Promise] = {
    "LimitExceeded.DeliveryFrequencyLimit": TOO_MANY,
    "LimitExceeded.PhoneNumberDailyLimit": TOO_MANY,
    "LimitExceeded.PhoneNumberOneHourLimit": TOO_MANY,
    "LimitExceeded.PhoneNumberSameContentDailyLimit": TOO_MANY,
    "LimitExceeded.PhoneNumberThirtySecondLimit": TOO_MANY,
}
"""About this number alone: tried again later, the others go on."""
RESTS: tuple[tuple[str, Promise], ...] = (
    ("ClientNetworkError", REACHED_NOT),
    ("ServerNetworkError", REACHED_NOT),
    ("AuthFailure", ACCOUNT),
    ("UnauthorizedOperation", ACCOUNT),
    ("FailedOperation.InsufficientBalanceInSmsPackage", ACCOUNT),
    ("FailedOperation.SignatureIncorrectOrUnapproved", ACCOUNT),
    ("FailedOperation.TemplateIncorrectOrUnapproved", ACCOUNT),
    ("FailedOperation.TemplateUnapprovedOrNotExist", ACCOUNT),
    ("InvalidParameter.AppidAndBizId", ACCOUNT),
    ("InvalidParameterValue.SdkAppIdNotExist", ACCOUNT),
)
"""By how a code begins: about the provider or the town's account, so no message goes for a while. Others too: busy."""


class Tencent:
    """One request for each message. It knows no key by which the provider would tell a repeat: see docs/operators.md."""

    def __init__(self) -> None:
        said = settings.SMS
        http = HttpProfile(
            protocol="https" if said.tls else "http", endpoint=said.host, reqTimeout=SECONDS
        )
        self._said = said
        self._client = SmsClient(
            Credential(said.user, said.password),
            said.told.get("region", "ap-guangzhou"),
            ClientProfile(signMethod="TC3-HMAC-SHA256", httpProfile=http),
        )

    def send(self, phone: str, words: Text, key: str) -> None:
        try:
            answer = self._client.SendSms(self._request(phone, words, key))
        except TencentCloudSDKException as error:
            raise why(str(error.get_code())) from None  # its text repeats the number
        code = _code(answer)
        if code != TAKEN:
            raise why(code)

    def close(self) -> None:
        """The library opens a line for each request."""

    def _request(self, phone: str, words: Text, key: str) -> SendSmsRequest:
        told, request = self._said.told, SendSmsRequest()
        own = told.get(f"{words.template}_{words.language}", told[words.template])
        request.PhoneNumberSet = [f"+86{phone}"]
        request.SmsSdkAppId, request.SignName = told["app"], told["sign"]
        request.TemplateId, request.TemplateParamSet = own, list(words.gaps)
        # Comes back in the provider's reports, so that a message can be found there; it keeps no repeat away.
        request.SessionContext = key
        return request


def _code(answer: SendSmsResponse) -> str:
    """What became of the one number; an answer without it says nothing."""
    statuses = answer.SendStatusSet or []
    return str(statuses[0].Code) if statuses else ""


def why(code: str) -> NotSent:
    """What a failure means, in our words."""
    if code in FINAL:
        return NotSent(FINAL[code], for_good=True)
    if code in LATER:
        return NotSent(LATER[code])
    said = next((words for begins, words in RESTS if code.startswith(begins)), BUSY)
    return NotSent(said, rest=True)
