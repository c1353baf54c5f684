/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c: French and English words, as names and sentences hold them.
 *
 * Texts are folded before they are searched: lower case, no accents.  The
 * short ones (mae, f1, ia) need an edge on both sides, where "_" is one.
 */
#include <string.h>

#include "monitoring.h"

#define EDGE "(^|[^a-z0-9])"
#define END "([^a-z0-9]|$)"

static const char *const expressions[WORDS] = {
	[SAYS_ALERT] = "alert|alarm|anomalie.{0,20}(volum|qualit|donnee|data|"
	    "complet|delta|taux|trafic|charge)|anomaly (in|on) ",
	[SAYS_HEALTH] = "cpu|memor|memoir|" EDGE "ram" END "|dis[kq]u?e?"
	    END "|laten|elapse|delay|delai|erreur|error|failure|echec|"
	    "respon[sc]e|reponse|duration|duree|timeout|rmse|" EDGE "(mae|"
	    "mse|auc|f1|psi|r2|p9[59])" END "|accuracy|drift|derive|serveur|"
	    "server|surcharge|overload|unhealthy|health|" EDGE "down" END
	    "|indisponib|unavailab|uptime|monitor|supervis|metri|"
	    "hors service|inaccessib|degrad",
	[SAYS_LIMIT] = "seuil|threshold|limit|tolerance|"
	    EDGE "(max|min)_|_(max|min)" END,
	[SAYS_MODEL] = "modele?s?" END "|model_|_model|model[a-z]*(accuracy|"
	    "version|latency|drift)|predict(?!_linear)|inferen|drift|" EDGE
	    "derives?" END "|accuracy|exactitude|precision|recall|rappel|"
	    "rmse|confiden|confiance|feedback|satisfaction|openai|" EDGE
	    "(llm|rag|ml|ai|ia|mae|mse|auc|roc|psi|r2|f1|gpt|ollama|"
	    "mistral)s?" END
	    "|tokens|prompt|embedding|hallucinat|classif|regression|"
	    "retrain|reentrain",
	[SAYS_MONITOR] = "monitor|supervis|surveill|metri[qc]|" EDGE "suivi"
	    "|observab|performance|drift",
	[SAYS_PLACEHOLDER] = "example\\.(com|org|net|fr)|exemple\\.|<[^>]*>|"
	    "xxx|" EDGE "(your|votre|vos|change)[-_ ]?|changeme|placeholder|"
	    "todo|t00000000|b00000000|a_remplacer|a-remplacer|foo\\.bar",
	[SAYS_QUALITY] = "accuracy|exactitude|" EDGE "(recall|rmse|mae|mse|"
	    "mape|auc|roc_auc|map50)" END "|r2[-_ ]?score|coefficient r2|"
	    "f1[-_ ]?(score|macro|micro|weighted|val|test)|score f1|"
	    "psi[-_ ](score|value)|population stability|" EDGE
	    "(drift|derives?)" END "|data_?drift|"
	    "model_?drift|matrice de confusion|confusion matrix|silhouette|"
	    "perplexit|(metri[qc](ue)?s?|performances?|precision|qualite) "
	    "(du |des |de (la |l.)?)?(modele|predict|classif|ia" END "|ml" END
	    ")|model(_| )?(metrics|performance|accuracy|quality)|"
	    "taux de satisfaction|satisfaction rate|temps d.inference|"
	    "inference[_ ]time|latence d.inference|inference latency|"
	    "precision.*rappel|precision.*recall",
	[SAYS_SEND] = "send_?(e?_?mail|mail|alert|sms|slack|discord|telegram|"
	    "teams|notif|message|webhook|warning)|sendmail|notif(y|ie)|"
	    "envoi(e|er)?_?(un_|une_|d_)?(e?_?mail|alert|notif|sms|message)|"
	    "envoyer_?(un_|une_)?(e?_?mail|alert|notif|sms|message)|"
	    "chat_postmessage|postmessage|trigger_?alert|raise_?alert|"
	    "(slack|discord|telegram|teams|webhook|mail|email|notification)"
	    "[a-z_]*\\.?(send|post|notify|execute|publish)|"
	    "capture_message|create_?alert_?issue|alerter" END
	    "|declencher_?alert|publish_?alert",
	[SAYS_SERVE] = "predict|infer|production|" EDGE "(live|serve)" END
	    "|feedback|monitor|drift|derive|endpoint",
	[SAYS_TEST] = "(^|/)(tests?|__tests__|specs?|e2e|fixtures|examples?|"
	    "exemples?|samples?|cours|tuto(riel|rial)?s?|old|archives?|"
	    "backups?)/|(^|/)(test_[^/]*|conftest|[^/]*[._](test|spec))"
	    "\\.[a-z]+$",
	[SAYS_THRESHOLD] = "seuil|threshold",
	[SAYS_TRAIN] = "train|entrain|(^|[_/])fit|evaluat|tuning|optuna|"
	    "cross_?val|notebook|experiment",
};

bool
says_n(enum word w, const char *text, size_t len)
{
	static const struct gr_pattern *compiled[WORDS];

	if (text == NULL)
		return false;
	if (compiled[w] == NULL)
		compiled[w] = gr_pattern(expressions[w]);
	return gr_search(compiled[w], text, len);
}

bool
says(enum word w, const char *text)
{
	return text != NULL && says_n(w, text, strlen(text));
}

const char *
last_part(const char *dotted)
{
	const char *dot = strrchr(dotted, '.');

	return dot == NULL ? dotted : dot + 1;
}

bool
one_of(const char *s, const char *const *list)
{
	for (; s != NULL && *list != NULL; list++)
		if (strcmp(s, *list) == 0)
			return true;
	return false;
}
