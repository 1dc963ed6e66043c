package dev.towline.source.download;

import java.io.IOException;

/** Says that one connection brings too little; another one may be faster. */
final class CrawlException extends IOException {

    private static final long serialVersionUID = 1;

    CrawlException(String message) {
        super(message);
    }
}
